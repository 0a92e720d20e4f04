-- The sample brand: what belongs to it, so that removing it removes all of it and nothing else.

create table sample_part (
  workspace_id uuid not null references workspace (id) on delete cascade,
  -- connection, source, label, team, member, script, identifier, and `added` for the whole.
  kind text not null,
  id uuid not null,
  facts jsonb not null default '{}',
  primary key (workspace_id, kind, id)
);

-- Whoever removed it does not want it back at the next start.
alter table workspace add column sample_removed_at timestamptz;

-- Taking an identifier or a file away asks whether anything came by it.
create index message_identifier on message (workspace_id, identifier_id) where identifier_id is not null;
create index receipt_file on receipt (workspace_id, file_id);

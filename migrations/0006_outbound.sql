-- no transaction
-- What goes out: when it was handed over, until when it can be taken back, which provider is in trouble, and which
-- addresses cannot be reached.

alter table message
  -- Committed just before the step from which on nobody can tell whether the provider has it.
  add column if not exists handed_at timestamptz,
  -- The attempt that may speak for it; another one takes it over with an id of its own.
  add column if not exists claim_id uuid,
  -- Until then its author can have it back.
  add column if not exists due_at timestamptz,
  -- Never repeated once handed over, whatever became of it.
  add column if not exists marketing boolean not null default false,
  -- A person had it sent again while nobody knew whether it had arrived.
  add column if not exists in_doubt boolean not null default false;

drop index concurrently if exists message_unsent;
create index concurrently message_unsent on message (workspace_id, created_at) where state in ('queued', 'sending');

-- What an earlier version had in hand may have been handed over.
update message set handed_at = now() where state = 'sending' and handed_at is null;

alter table workspace add column if not exists undo_seconds integer not null default 5 check (undo_seconds between 0 and 60);

-- A reply that its author took back, so that a late repeat of the request does not send it after all.
create table if not exists withdrawn_reply (
  workspace_id uuid not null references workspace (id) on delete cascade,
  author_id uuid not null,
  client_key text not null,
  message_id uuid not null,
  at timestamptz not null,
  primary key (workspace_id, author_id, client_key)
);
create index if not exists withdrawn_reply_age on withdrawn_reply (workspace_id, at);

-- Whether a connection's provider takes messages at all; no row is as good as closed.
create table if not exists connection_circuit (
  workspace_id uuid not null,
  connection_id uuid not null,
  state text not null check (state in ('closed', 'open', 'half-open')),
  -- In a row; and how often it opened since it last worked, for the pause.
  failures integer not null default 0,
  openings integer not null default 0,
  since timestamptz not null,
  reason_code text,
  reason_detail text,
  next_try_at timestamptz,
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade
);

-- Addresses that a provider reported as unreachable for good.
create table if not exists suppression (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  channel text not null,
  -- Normalised.
  address text not null,
  reason text not null check (reason in ('bounce')),
  -- The provider's own status, `5.1.1`.
  status text,
  -- Ours that could not be delivered, and the report that says so.
  message_id uuid,
  evidence_id uuid,
  receipt_id uuid,
  created_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text,
  primary key (workspace_id, id)
);
create unique index if not exists suppression_address on suppression (workspace_id, channel, address) where lifted_at is null;
create index if not exists suppression_list on suppression (workspace_id, created_at desc, id desc) where lifted_at is null;

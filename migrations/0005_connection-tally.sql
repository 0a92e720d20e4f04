-- One row per message received, in its transaction: counting on the connection's own row would make messages queue for its
-- lock until the one before is on disk. Refers to nothing, because a reference would lock that row too.
create table connection_tally (
  workspace_id uuid not null,
  connection_id uuid not null,
  number bigint generated always as identity,
  duplicate boolean not null,
  primary key (workspace_id, connection_id, number)
);

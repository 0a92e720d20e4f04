-- What was chosen on a device before anybody knew whose it is: the latest of each category, until it is somebody's.
create table device_consent (
  workspace_id uuid not null references workspace (id) on delete cascade,
  anonymous_id text not null,
  -- As in `consent_category`.
  category text not null,
  allowed boolean not null,
  -- Whether somebody chose it then; any other event carries along what was chosen before.
  chosen boolean not null,
  -- The tracked event that said it.
  event_id uuid not null,
  -- Where, and by which consent manager.
  url text,
  provider text,
  at timestamptz not null,
  received_at timestamptz not null,
  primary key (workspace_id, anonymous_id, category)
);
create index on device_consent (workspace_id, received_at);

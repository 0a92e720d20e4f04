-- What lets receivers tell mail of ours from others', and what a virus scanner found in files.

create table connection_signing_key (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- Whose mail it signs; the record stands at SELECTOR._domainkey.DOMAIN.
  domain text not null,
  selector text not null,
  -- Base64 of the DER form, as the record has it.
  public_key text not null,
  -- Sealed PKCS #8.
  private_key text not null,
  -- waiting: its record was not seen yet, so nothing is signed with it.
  state text not null default 'waiting' check (state in ('waiting', 'used')),
  created_at timestamptz not null,
  used_since timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade
);
create unique index connection_signing_key_state on connection_signing_key (workspace_id, connection_id, state);

-- Files that are or were to be scanned; one without a row came while there was no scanner.
create table file_scan (
  workspace_id uuid not null,
  file_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'clean', 'infected', 'unscannable')),
  -- What the scanner calls it, or why it would not look.
  finding text,
  attempts integer not null default 0,
  -- Clean or infected: when that was found. Else when to look again.
  at timestamptz not null,
  primary key (workspace_id, file_id),
  foreign key (workspace_id, file_id) references file (workspace_id, id) on delete cascade
);
create index file_scan_due on file_scan (at) where state in ('waiting', 'unscannable');

-- How a session was begun: by a passkey it needs no second factor where one is asked for. None: before this was kept.
alter table auth.session add column way text;

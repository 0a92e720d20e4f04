-- What people may ask of whoever keeps their records, and how nothing comes back that was erased.

-- Keyed hashes of the identifiers of people who were erased; the same lines stand in the data folder, outside of backups.
create table erased_identifier (
  workspace_id uuid not null references workspace (id) on delete cascade,
  hash text not null,
  erased_at timestamptz not null,
  -- When they came back by themselves, with a mail or a chat.
  returned_at timestamptz,
  primary key (workspace_id, hash)
);

create table privacy_request (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('disclosure', 'correction', 'stop-use', 'stop-sharing', 'erasure')),
  -- Whom it is about, once known; empty again after an erasure.
  customer_id uuid,
  -- Who asks, as they say; blanked by an erasure.
  requester text not null default '',
  contact text not null default '',
  details text not null default '',
  language text not null default 'ja' check (language in ('en', 'ja')),
  received_on date not null,
  due_on date not null,
  state text not null default 'received' check (state in ('received', 'checking', 'working', 'done', 'refused', 'withdrawn')),
  -- How it was made sure that they are who they say.
  identity_check text not null default '',
  identity_checked_at timestamptz,
  assignee_id uuid,
  outcome text not null default '',
  created_by text not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, assignee_id) references member (workspace_id, id)
);
create index privacy_request_due on privacy_request (workspace_id, due_on, id) where closed_at is null;
create index privacy_request_list on privacy_request (workspace_id, received_on desc, id desc);
create index privacy_request_customer on privacy_request (workspace_id, customer_id) where customer_id is not null;

create table privacy_settings (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  deadline_days integer not null default 14 check (deadline_days between 1 and 365),
  working_days boolean not null default true,
  -- Days on which nobody works besides Saturdays and Sundays, `2027-01-01`.
  holidays text[] not null default '{}',
  updated_at timestamptz not null
);

-- A copy of everything held on one person, made to be handed over and then forgotten.
create table person_copy (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  customer_id uuid not null,
  request_id uuid,
  language text not null check (language in ('en', 'ja')),
  state text not null default 'waiting' check (state in ('waiting', 'working', 'ready', 'failed', 'gone')),
  -- Rows by kind.
  counts jsonb not null default '{}',
  bytes bigint,
  problem_code text,
  created_by text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz,
  primary key (workspace_id, id)
);
create index person_copy_customer on person_copy (workspace_id, customer_id, created_at desc);
create index person_copy_expiry on person_copy (expires_at) where state = 'ready';

-- The proof that somebody was erased; it does not say who.
create table erasure (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  request_id uuid,
  state text not null default 'working' check (state in ('working', 'done', 'failed')),
  -- { ids, identifiers } while it runs, then nothing.
  person jsonb,
  -- Rows by kind, as far as it is done.
  counts jsonb not null default '{}',
  -- The kind it is at.
  step text,
  problem_code text,
  created_by text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id)
);
create index erasure_list on erasure (workspace_id, created_at desc, id desc);

-- How long a class of records is kept; no row: for ever, or as long as that class was always kept.
create table retention (
  workspace_id uuid not null references workspace (id) on delete cascade,
  class text not null,
  days integer check (days between 1 and 36500),
  updated_at timestamptz not null,
  updated_by text not null,
  ran_at timestamptz,
  -- Taken away in all.
  removed_count bigint not null default 0,
  primary key (workspace_id, class)
);

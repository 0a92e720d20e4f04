-- Files of customers and orders brought in, how far each has come, and what it did, so that it can be taken back.
create table import (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('customers', 'orders')),
  -- What the file was called where it came from.
  name text not null,
  bytes bigint not null,
  received_bytes bigint not null default 0,
  state text not null default 'uploading'
    check (state in ('uploading', 'ready', 'running', 'cancelled', 'done', 'failed', 'undoing', 'undone')),
  -- How the file is read: { format, encoding, delimiter, header }; null until it is all here.
  reading jsonb,
  -- What becomes of each column; null until it is begun.
  mapping jsonb,
  -- Rows of the file behind us, the header not counted; written with what they became.
  row_count bigint not null default 0,
  bytes_done bigint not null default 0,
  created_count bigint not null default 0,
  updated_count bigint not null default 0,
  unchanged_count bigint not null default 0,
  failed_count bigint not null default 0,
  warning_count bigint not null default 0,
  -- A code, where it could not go on.
  error text,
  -- The process that has it in hand, by the name it answers for.
  runner text,
  -- { removed, restored, kept } of an undo, as far as it has come.
  undo jsonb,
  actor_type text not null,
  actor_id text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  -- Time spent running, without pauses.
  busy_ms bigint not null default 0,
  file_removed_at timestamptz,
  primary key (workspace_id, id)
);
create index import_recent on import (workspace_id, created_at desc, id desc);

-- One for each row that changed anything. What was there before is kept where something was.
create table import_row (
  workspace_id uuid not null,
  import_id uuid not null,
  row bigint not null,
  -- The customer, or the order.
  subject_id uuid not null,
  created boolean not null,
  -- What else it did: { links, acts } of a customer, what an order was before; null for plain new ones.
  before jsonb,
  primary key (workspace_id, import_id, row),
  foreign key (workspace_id, import_id) references import (workspace_id, id) on delete cascade
);
create index import_row_subject on import_row (workspace_id, subject_id);

-- What is wrong with a row: it failed, or a value of it was left out.
create table import_problem (
  workspace_id uuid not null,
  import_id uuid not null,
  row bigint not null,
  place integer not null,
  failed boolean not null,
  code text not null,
  facts jsonb not null default '{}',
  -- The row as it stood in the file.
  line text not null,
  primary key (workspace_id, import_id, row, place),
  foreign key (workspace_id, import_id) references import (workspace_id, id) on delete cascade
);

-- A file brings thousands of rows in one statement: that a customer has to be found by them is noted once for each customer,
-- not once for each row.
create or replace function note_search_identifiers_made() returns trigger language plpgsql as
  $$ begin insert into customer_search_due (workspace_id, customer_id) select distinct workspace_id, customer_id from made where type not in ('anonymous_id', 'visitor') and customer_id is not null; return null; end $$;
create or replace function note_search_fields_made() returns trigger language plpgsql as
  $$ begin insert into customer_search_due (workspace_id, customer_id) select distinct workspace_id, customer_id from made where field in ('name', 'family_name', 'given_name', 'family_kana', 'given_kana', 'company', 'email', 'phone'); return null; end $$;
drop trigger if exists identifier_search_made on identifier;
create trigger identifier_search_made after insert on identifier referencing new table as made
  for each statement execute function note_search_identifiers_made();
drop trigger if exists field_search_made on customer_field;
create trigger field_search_made after insert on customer_field referencing new table as made
  for each statement execute function note_search_fields_made();

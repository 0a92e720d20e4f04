-- no transaction
-- The customer's page and finding customers. Each statement may be repeated.

-- What one finds a customer by: names before the line break, addresses and numbers after it. Null until it is worked out.
alter table customer add column if not exists search_text text;

-- Three letters of each word, one and two of each Chinese character: for words that few customers have.
create table if not exists customer_search (
  workspace_id uuid not null,
  customer_id uuid not null,
  grams text not null,
  primary key (workspace_id, customer_id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade
);
create index if not exists customer_search_grams on customer_search using gin (string_to_array(grams, ' ')) with (gin_pending_list_limit = 1024);

-- Customers whose search text has to be worked out again. Appended to only, so that nobody waits for anybody.
create table if not exists customer_search_due (
  workspace_id uuid not null,
  number bigint generated always as identity,
  customer_id uuid not null,
  primary key (workspace_id, number)
);

create or replace function note_search_identifier() returns trigger language plpgsql as
  $$ begin insert into customer_search_due (workspace_id, customer_id) select distinct r.w, r.c from (values (case when tg_op <> 'DELETE' then new.workspace_id end, case when tg_op <> 'DELETE' then new.customer_id end), (case when tg_op <> 'INSERT' then old.workspace_id end, case when tg_op <> 'INSERT' then old.customer_id end)) as r (w, c) where r.c is not null; return null; end $$;
create or replace function note_search_customer() returns trigger language plpgsql as
  $$ begin insert into customer_search_due (workspace_id, customer_id) values (new.workspace_id, new.id); return null; end $$;

create or replace trigger identifier_search_made after insert on identifier for each row
  when (new.type not in ('anonymous_id', 'visitor') and new.customer_id is not null) execute function note_search_identifier();
create or replace trigger identifier_search_moved after update of customer_id, shown, value on identifier for each row
  when (new.type not in ('anonymous_id', 'visitor') and (old.customer_id, old.shown, old.value) is distinct from (new.customer_id, new.shown, new.value)) execute function note_search_identifier();
create or replace trigger identifier_search_gone after delete on identifier for each row
  when (old.type not in ('anonymous_id', 'visitor') and old.customer_id is not null) execute function note_search_identifier();
create or replace trigger field_search_made after insert on customer_field for each row
  when (new.field in ('name', 'family_name', 'given_name', 'family_kana', 'given_kana', 'company', 'email', 'phone')) execute function note_search_identifier();
create or replace trigger field_search_moved after update of value, customer_id, trust on customer_field for each row
  when (new.field in ('name', 'family_name', 'given_name', 'family_kana', 'given_kana', 'company', 'email', 'phone') and (old.value, old.customer_id, old.trust) is distinct from (new.value, new.customer_id, new.trust)) execute function note_search_identifier();
create or replace trigger field_search_gone after delete on customer_field for each row
  when (old.field in ('name', 'family_name', 'given_name', 'family_kana', 'given_kana', 'company', 'email', 'phone')) execute function note_search_identifier();
create or replace trigger customer_search_changed after update of name, merged_into on customer for each row
  when ((old.name, old.merged_into) is distinct from (new.name, new.merged_into)) execute function note_search_customer();

-- Read alone, without its table, it answers words that many customers have, in the order of the list.
drop index concurrently if exists customer_contact_text;
create index concurrently customer_contact_text on customer (workspace_id, coalesce(last_contact_at, created_at) desc, id desc)
  include (last_contact_at, created_at, search_text) where merged_into is null;
drop index concurrently if exists customer_contact;
alter index customer_contact_text rename to customer_contact;
drop index concurrently if exists customer_unsearched;
create index concurrently customer_unsearched on customer (workspace_id, id) where search_text is null and merged_into is null;

-- Fields of a workspace's own; their values are rows of `customer_field`, named `custom.<key>`.
create table if not exists custom_field (
  workspace_id uuid not null references workspace (id) on delete cascade,
  key text not null,
  title_en text not null,
  title_ja text not null,
  type text not null check (type in ('text', 'number', 'date', 'choice', 'yes-no')),
  choices text[] not null default '{}',
  place integer not null,
  created_at timestamptz not null,
  primary key (workspace_id, key)
);

-- Companies and households: several customers who belong together.
create table if not exists customer_group (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('company', 'household')),
  name text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create index if not exists customer_group_name on customer_group (workspace_id, kind, lower(name), id);
create table if not exists customer_group_member (
  workspace_id uuid not null,
  group_id uuid not null,
  -- As it was linked; a merge rewrites nothing.
  customer_id uuid not null,
  role text not null default '',
  created_at timestamptz not null,
  primary key (workspace_id, group_id, customer_id),
  foreign key (workspace_id, group_id) references customer_group (workspace_id, id) on delete cascade,
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade
);
create index if not exists customer_group_member_customer on customer_group_member (workspace_id, customer_id);

-- What staff note of the customer, apart from any conversation.
create table if not exists customer_note (
  workspace_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  author_id uuid not null,
  text text not null,
  created_at timestamptz not null,
  edited_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade
);
create index if not exists customer_note_customer on customer_note (workspace_id, customer_id, created_at desc, id desc);

-- What a label says of a conversation beyond its name; `complaint` is counted on the customer's page.
alter table label add column if not exists meaning text;
alter table label drop constraint if exists label_meaning_check;
alter table label add constraint label_meaning_check check (meaning in ('complaint')) not valid

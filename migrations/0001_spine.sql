-- The spine: workspaces and people, connections and raw input, customers, conversations, the two logs.
-- Every key begins with workspace_id. Ids are UUIDv7 made by the server.

-- ── Workspaces and staff ────────────────────────────────────────────────────────────────────

create table workspace (
  id uuid primary key,
  name text not null,
  locale text not null default 'en',
  time_zone text not null default 'UTC',
  -- How long an open conversation takes in messages that carry no reference.
  join_window_hours integer not null default 72,
  sample boolean not null default false,
  next_conversation_number bigint not null default 1,
  created_at timestamptz not null
);

create table member (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  -- The person in the sign-in system; null for a scripted colleague of the sample brand.
  auth_user_id text,
  name text not null,
  email text not null,
  role text not null check (role in ('admin', 'agent', 'viewer')),
  locale text,
  settings jsonb not null default '{}',
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id)
);
create unique index member_auth_user on member (auth_user_id, workspace_id) where removed_at is null;
create unique index member_email on member (workspace_id, lower(email)) where removed_at is null;

create table team (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index team_name on team (workspace_id, lower(name));

create table team_member (
  workspace_id uuid not null,
  team_id uuid not null,
  member_id uuid not null,
  primary key (workspace_id, team_id, member_id),
  foreign key (workspace_id, team_id) references team (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index team_member_member on team_member (workspace_id, member_id);

create table invitation (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  email text not null,
  role text not null check (role in ('admin', 'agent', 'viewer')),
  token_hash text not null unique,
  invited_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id)
);

create table api_key (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  key_hash text not null unique,
  -- The last characters, to recognise a key by.
  hint text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id)
);

create table idempotency_key (
  workspace_id uuid not null references workspace (id) on delete cascade,
  actor text not null,
  key text not null,
  request_hash text not null,
  -- Null while the first request is under way.
  status integer,
  body jsonb,
  created_at timestamptz not null,
  primary key (workspace_id, actor, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- ── Connections and raw input ───────────────────────────────────────────────────────────────

create table connection (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  channel text not null,
  name text not null,
  -- Secrets inside are sealed.
  settings jsonb not null,
  address text not null default '',
  state text not null default 'new' check (state in ('new', 'ok', 'failing', 'paused')),
  problem_code text,
  problem_detail text,
  state_at timestamptz,
  cursor jsonb,
  -- One process at a time watches a connection.
  lease_owner text,
  lease_until timestamptz,
  received_count bigint not null default 0,
  duplicate_count bigint not null default 0,
  -- Of the sample brand: it reaches nothing outside, and what is sent counts as delivered.
  rehearsal boolean not null default false,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id)
);

create table file (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  sha256 text not null,
  bytes bigint not null,
  type text not null,
  name text not null,
  -- `visitor:ID` and the like: a visitor may only send files of their own.
  uploaded_by text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create index file_sha256 on file (workspace_id, sha256);

-- One raw input as it came, stored before it is acknowledged.
create table receipt (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- The provider's own name for this delivery (mailbox position, webhook id).
  key text not null,
  sha256 text not null,
  file_id uuid not null,
  state text not null default 'stored' check (state in ('stored', 'parsed', 'ignored', 'duplicate', 'quarantined')),
  problem_code text,
  problem_detail text,
  message_id uuid,
  attempts integer not null default 0,
  received_at timestamptz not null,
  settled_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, id)
);
create unique index receipt_key on receipt (workspace_id, connection_id, key);
create unique index receipt_hash on receipt (workspace_id, connection_id, sha256);
create index receipt_state on receipt (workspace_id, connection_id, state, received_at desc);

-- ── Customers ───────────────────────────────────────────────────────────────────────────────

create table customer (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text,
  -- What the name was taken from: an identifier id, or a member's own entry.
  name_from text,
  locale text,
  merged_into uuid,
  last_contact_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create index customer_recent on customer (workspace_id, created_at desc, id desc) where merged_into is null;

create table identifier (
  workspace_id uuid not null,
  id uuid not null,
  type text not null,
  -- Normalised.
  value text not null,
  -- As first given, for showing.
  shown text not null,
  -- Projection of identifier_link, for speed.
  customer_id uuid,
  trust text check (trust in ('verified', 'claimed', 'device')),
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id)
);
create unique index identifier_value on identifier (workspace_id, type, value);
create index identifier_customer on identifier (workspace_id, customer_id);

-- Append-only: whose an identifier was, since when, and why. A null customer cuts the link.
create table identifier_link (
  workspace_id uuid not null,
  number bigint generated always as identity,
  identifier_id uuid not null,
  customer_id uuid,
  trust text not null check (trust in ('verified', 'claimed', 'device')),
  reason text not null,
  actor_type text not null,
  actor_id text not null,
  at timestamptz not null,
  primary key (workspace_id, number),
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id) on delete cascade
);
create index identifier_link_identifier on identifier_link (workspace_id, identifier_id, number);

create table label (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index label_name on label (workspace_id, lower(name));

create table customer_label (
  workspace_id uuid not null,
  customer_id uuid not null,
  label_id uuid not null,
  primary key (workspace_id, customer_id, label_id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, label_id) references label (workspace_id, id) on delete cascade
);

-- ── Conversations ───────────────────────────────────────────────────────────────────────────

create table conversation (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  number bigint not null,
  -- Projection: whose matter this is, from the identifiers of its threads.
  customer_id uuid not null,
  subject text not null default '',
  status text not null default 'open' check (status in ('open', 'resolved')),
  assignee_id uuid,
  team_id uuid,
  -- The conversation this one continues, if the sender could not join it.
  follows_id uuid,
  -- What the list shows, kept by the commands that change it.
  last_message_id uuid,
  last_message_at timestamptz not null,
  last_message_text text not null default '',
  last_direction text not null default 'in' check (last_direction in ('in', 'out')),
  last_channel text not null,
  last_inbound_at timestamptz,
  -- The thread the customer last wrote in: where a reply goes unless the agent says otherwise.
  reply_thread_id uuid,
  opened_at timestamptz not null,
  first_reply_at timestamptz,
  resolved_at timestamptz,
  message_count integer not null default 0,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id),
  foreign key (workspace_id, assignee_id) references member (workspace_id, id),
  foreign key (workspace_id, team_id) references team (workspace_id, id)
);
create unique index conversation_number on conversation (workspace_id, number);
create index conversation_list on conversation (workspace_id, status, last_message_at desc, id desc);
create index conversation_mine on conversation (workspace_id, assignee_id, status, last_message_at desc, id desc) where assignee_id is not null;
create index conversation_team on conversation (workspace_id, team_id, status, last_message_at desc, id desc) where team_id is not null;
create index conversation_unassigned on conversation (workspace_id, status, last_message_at desc, id desc) where assignee_id is null;
create index conversation_customer on conversation (workspace_id, customer_id, last_message_at desc);
create index conversation_opened on conversation (workspace_id, opened_at);

-- The provider's own grouping: a mail reference chain, a web-chat session.
create table thread (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  channel text not null,
  -- The provider's name for it: first Message-ID of a chain, visitor session id.
  key text not null,
  -- Who is at the other end, and stays so whatever else becomes known of the customer.
  identifier_id uuid not null,
  conversation_id uuid not null,
  subject text not null default '',
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id),
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create unique index thread_key on thread (workspace_id, connection_id, key);
create index thread_conversation on thread (workspace_id, conversation_id);
create index thread_identifier on thread (workspace_id, identifier_id);

create table message (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  -- Null for a note.
  thread_id uuid,
  channel text not null,
  kind text not null default 'message' check (kind in ('message', 'note')),
  direction text not null check (direction in ('in', 'out')),
  identifier_id uuid,
  author_type text not null check (author_type in ('customer', 'member', 'system')),
  author_id uuid,
  author_name text not null default '',
  from_address jsonb,
  to_addresses jsonb not null default '[]',
  cc_addresses jsonb not null default '[]',
  subject text not null default '',
  text text not null default '',
  -- Characters of text that are new; the rest quotes.
  new_text_length integer not null default 0,
  html text,
  automatic text,
  -- Why it is in this conversation: thread, recent, new, moved.
  join_reason text,
  -- in: received. out: queued → sending → sent | failed | unknown.
  state text not null check (state in ('received', 'queued', 'sending', 'sent', 'failed', 'unknown')),
  state_code text,
  state_detail text,
  attempts integer not null default 0,
  provider_id text,
  -- Set by whoever wrote it, so that a repeat is one message.
  client_key text,
  receipt_id uuid,
  sent_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id),
  foreign key (workspace_id, thread_id) references thread (workspace_id, id),
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id)
);
create index message_conversation on message (workspace_id, conversation_id, created_at, id);
create index message_thread on message (workspace_id, thread_id, created_at, id);
create index message_provider on message (workspace_id, provider_id) where provider_id is not null;
create unique index message_client_key on message (workspace_id, author_type, author_id, client_key) where client_key is not null;
create index message_day on message (workspace_id, created_at);

create table message_file (
  workspace_id uuid not null,
  message_id uuid not null,
  file_id uuid not null,
  position integer not null,
  inline boolean not null default false,
  content_id text,
  primary key (workspace_id, message_id, position),
  foreign key (workspace_id, message_id) references message (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, id)
);
create index message_file_file on message_file (workspace_id, file_id);

-- Moving messages or a thread is one act; it can be undone from what stands here.
create table conversation_move (
  workspace_id uuid not null,
  id uuid not null,
  from_conversation_id uuid not null,
  to_conversation_id uuid not null,
  thread_ids uuid[] not null,
  message_ids uuid[] not null,
  -- What the source looked like, to give it back.
  created_target boolean not null,
  actor_id text not null,
  at timestamptz not null,
  undone_at timestamptz,
  primary key (workspace_id, id)
);

create table conversation_label (
  workspace_id uuid not null,
  label_id uuid not null,
  conversation_id uuid not null,
  -- Copied from the conversation so that a label's list is one index walk.
  status text not null,
  last_message_at timestamptz not null,
  primary key (workspace_id, label_id, conversation_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, label_id) references label (workspace_id, id) on delete cascade
);
create index conversation_label_list on conversation_label (workspace_id, label_id, status, last_message_at desc, conversation_id desc);
create index conversation_label_conversation on conversation_label (workspace_id, conversation_id);

-- How far a member has read; later inbound messages are unread.
create table conversation_read (
  workspace_id uuid not null,
  member_id uuid not null,
  conversation_id uuid not null,
  read_at timestamptz not null,
  primary key (workspace_id, member_id, conversation_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade
);

-- ── Web chat: the provider's side ───────────────────────────────────────────────────────────

create table visitor (
  workspace_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  token_hash text not null unique,
  -- The visitor as an identifier of its own (`visitor`), which its threads came by.
  identifier_id uuid not null,
  anonymous_id text,
  claimed_email text,
  claimed_name text,
  -- Set when the visitor proved who they are: by a code sent to the address, or a signed token.
  proved_identifier_id uuid,
  locale text not null default 'en',
  page_url text,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade,
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id)
);
create index visitor_identifier on visitor (workspace_id, identifier_id);

create table address_proof (
  workspace_id uuid not null,
  visitor_id uuid not null,
  address text not null,
  code_hash text not null,
  attempts integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (workspace_id, visitor_id),
  foreign key (workspace_id, visitor_id) references visitor (workspace_id, id) on delete cascade
);

-- ── Tracking ────────────────────────────────────────────────────────────────────────────────

create table source (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  -- Public by nature: browsers carry it.
  write_key text not null unique,
  -- What the tallies below have been folded into.
  accepted_count bigint not null default 0,
  duplicate_count bigint not null default 0,
  rejected_count bigint not null default 0,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id)
);

-- One row per write, in its transaction: counting on the source's own row would make writes queue for its lock.
create table source_tally (
  workspace_id uuid not null,
  source_id uuid not null,
  number bigint generated always as identity,
  accepted integer not null,
  duplicate integer not null,
  rejected integer not null,
  primary key (workspace_id, source_id, number),
  foreign key (workspace_id, source_id) references source (workspace_id, id) on delete cascade
);

create sequence tracked_event_number;
create table tracked_event (
  workspace_id uuid not null,
  id uuid not null,
  number bigint not null default nextval('tracked_event_number'),
  tx xid8 not null default pg_current_xact_id(),
  source_id uuid not null,
  kind text not null,
  name text not null default '',
  message_id text not null,
  anonymous_id text,
  user_id text,
  -- Corrected for the sender's clock.
  at timestamptz not null,
  received_at timestamptz not null,
  original_at timestamptz,
  sent_at timestamptz,
  properties jsonb not null,
  traits jsonb,
  context jsonb,
  primary key (workspace_id, id, received_at)
) partition by range (received_at);
create index tracked_event_log on tracked_event (tx, number);
create index tracked_event_anonymous on tracked_event (workspace_id, anonymous_id, at desc) where anonymous_id is not null;
create index tracked_event_user on tracked_event (workspace_id, user_id, at desc) where user_id is not null;

-- Exact dedup lives apart: a unique key of a partitioned table must contain its partition key. By week, so that a
-- write looks into one earlier part only and still recognises what came seven to fourteen days ago.
create table tracked_message (
  workspace_id uuid not null,
  source_id uuid not null,
  message_id text collate "C" not null,
  -- The Monday of the week it was received in, UTC.
  week date not null,
  primary key (workspace_id, source_id, message_id, week)
) partition by range (week);

create table rejected_event (
  workspace_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  code text not null,
  detail text not null,
  body jsonb not null,
  received_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, source_id) references source (workspace_id, id) on delete cascade
);
create index rejected_event_source on rejected_event (workspace_id, source_id, received_at desc);

create table visit (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  source_id uuid not null,
  anonymous_id text not null,
  started_at timestamptz not null,
  last_at timestamptz not null,
  page_count integer not null default 0,
  event_count integer not null default 0,
  first_url text,
  last_url text,
  last_title text,
  referrer text,
  utm jsonb,
  primary key (workspace_id, id)
) with (fillfactor = 70);
-- Not on what every page view changes: an update then stays within its page.
create index visit_anonymous on visit (workspace_id, anonymous_id, started_at desc);
create index visit_recent on visit (workspace_id, started_at desc, id desc);

-- ── The log of changes ──────────────────────────────────────────────────────────────────────

create sequence event_number;
create table event (
  workspace_id uuid not null,
  number bigint not null default nextval('event_number'),
  -- Readers follow (tx, number) below the snapshot horizon, because ids commit out of order.
  tx xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  kind text not null,
  actor_type text not null,
  actor_id text not null,
  customer_id uuid,
  conversation_id uuid,
  thread_id uuid,
  message_id uuid,
  -- Ids, codes, counts and names of fields; never what a person wrote or is called.
  facts jsonb not null default '{}',
  primary key (workspace_id, number, at)
) partition by range (at);
create index event_log on event (tx, number);
create index event_workspace_log on event (workspace_id, tx, number);
create index event_customer on event (workspace_id, customer_id, at desc) where customer_id is not null;
create index event_conversation on event (workspace_id, conversation_id, at) where conversation_id is not null;

-- One row; a restore starts a new epoch, which voids every older position.
create table log_epoch (only_row boolean primary key default true check (only_row), epoch integer not null);
insert into log_epoch (epoch) values (1);

create table reader (
  name text primary key,
  tx xid8 not null default '0',
  number bigint not null default 0,
  moved_at timestamptz not null default now()
);

create table reader_failure (
  reader text not null,
  number bigint not null,
  at timestamptz not null,
  workspace_id uuid not null,
  error text not null,
  attempts integer not null default 3,
  failed_at timestamptz not null default now(),
  primary key (reader, number)
);

-- Partitions are made ahead by the server; these functions are its only way to do so.
create function ensure_month(parent text, month date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', month)::date;
  part text := parent || '_' || to_char(first, 'YYYYMM');
begin
  if to_regclass(part) is null then
    execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
      part, parent, first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
  end if;
end $$;

create function ensure_week(parent text, day date) returns void language plpgsql as $$
declare
  first date := date_trunc('week', day)::date;
  part text := parent || '_' || to_char(first, 'YYYYMMDD');
begin
  if to_regclass(part) is null then
    execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
      part, parent, first, first + 7);
  end if;
end $$;

-- Parts of a table by week that end before `day` go; the number of them.
create function drop_weeks_before(parent text, day date) returns integer language plpgsql as $$
declare
  part text;
  gone integer := 0;
begin
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass and c.relname ~ '_[0-9]{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') + 7 <= day
  loop
    execute format('drop table %I', part);
    gone := gone + 1;
  end loop;
  return gone;
end $$;

create function ensure_partitions(today date) returns void language plpgsql as $$
begin
  for ahead in -1..2 loop
    perform ensure_month('event', (today + ahead * interval '1 month')::date);
    perform ensure_month('tracked_event', (today + ahead * interval '1 month')::date);
  end loop;
  for ahead in -1..2 loop
    perform ensure_week('tracked_message', today + ahead * 7);
  end loop;
end $$;

create table event_default partition of event default;
create table tracked_event_default partition of tracked_event default;
select ensure_partitions(current_date);

-- What kinds of identifiers there are and what each may do; values that stand for nobody; what the rules decided and why;
-- whose a shared device was before; and customers who are probably one person.

-- Only what was changed or added: the built-in kinds are in the code.
create table identifier_type (
  workspace_id uuid not null references workspace (id) on delete cascade,
  type text not null,
  title_en text not null,
  title_ja text not null,
  -- 1 counts most: of two that contradict each other, the other one is dropped.
  priority integer not null check (priority between 1 and 1000),
  -- So many a customer may have, counting those of the last `window_days` (null: ever); 0: it never belongs to anybody.
  most integer not null check (most between 0 and 1000),
  window_days integer check (window_days between 1 and 3650),
  normaliser text not null check (normaliser in ('text', 'email', 'phone', 'code')),
  trust text not null check (trust in ('verified', 'claimed', 'device')),
  -- What may bring two records together: its mere claim, only its proof, or nothing.
  joins text not null check (joins in ('claim', 'proof', 'never')),
  -- A person has one: two different ones speak against one person.
  single boolean not null,
  -- A value claimed for more than `spread` customers within `spread_days` is put in quarantine; null: never.
  spread integer check (spread between 1 and 1000),
  spread_days integer not null default 1 check (spread_days between 1 and 365),
  updated_at timestamptz not null,
  primary key (workspace_id, type)
);

-- Values that stand for nobody: named by staff, or put in quarantine because they would have glued strangers together.
create table identifier_block (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  type text not null,
  -- Normalised.
  value text not null,
  kind text not null check (kind in ('blocked', 'quarantined')),
  note text not null default '',
  -- For how many customers it was claimed.
  customer_count integer not null default 0,
  actor_type text not null,
  actor_id text not null,
  created_at timestamptz not null,
  released_at timestamptz,
  released_by text,
  primary key (workspace_id, id)
);
create unique index identifier_block_value on identifier_block (workspace_id, type, value) where released_at is null;
create index identifier_block_list on identifier_block (workspace_id, created_at desc, id desc);

-- What the rules left out, so that staff can see why; one line for each reason, however often it comes again.
create table identity_decision (
  workspace_id uuid not null,
  -- Whom it was said of.
  customer_id uuid not null,
  identifier_id uuid not null,
  rule text not null check (rule in ('limit', 'other-person', 'shared-value', 'ruled-different', 'moved-on')),
  -- Whose it is.
  other_id uuid,
  times integer not null default 1,
  first_at timestamptz not null,
  at timestamptz not null,
  primary key (workspace_id, customer_id, identifier_id, rule),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id) on delete cascade
);
create index identity_decision_identifier on identity_decision (workspace_id, identifier_id, at desc);

-- Whose a device was before it came to whoever has it now. Nobody's events change hands when a tablet does.
create table identifier_past (
  workspace_id uuid not null,
  identifier_id uuid not null,
  customer_id uuid not null,
  -- Null: since ever.
  valid_from timestamptz,
  valid_to timestamptz not null,
  primary key (workspace_id, identifier_id, valid_to),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id) on delete cascade
);
create index identifier_past_customer on identifier_past (workspace_id, customer_id);

-- What is compared of each customer, folded; made anew whenever something of them changes.
create table match_record (
  workspace_id uuid not null,
  customer_id uuid not null,
  folded text[] not null,
  primary key (workspace_id, customer_id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade
);
-- Customers who share a key are compared. Rows of customers who are gone are harmless and swept by the next whole search.
create table match_key (
  workspace_id uuid not null references workspace (id) on delete cascade,
  key bigint not null,
  customer_id uuid not null,
  primary key (workspace_id, key, customer_id)
);
create table match_search (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  state text not null check (state in ('running', 'done', 'cancelled', 'failed')),
  whole boolean not null,
  -- Up to this place in the log, changes of customers are in.
  position text,
  -- What is compared; when that changes, everybody is compared anew.
  schema jsonb not null default '[]',
  model jsonb,
  done integer not null default 0,
  total integer not null default 0,
  -- Whoever searches says so now and then; silence means that it was killed.
  beat_at timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz
);
create table duplicate_pair (
  workspace_id uuid not null,
  -- The smaller id first.
  a uuid not null,
  b uuid not null,
  -- Natural logarithm of the odds that they are one person.
  odds double precision not null,
  -- [{ field, level, weight }], what counts most first.
  reasons jsonb not null,
  state text not null default 'open' check (state in ('open', 'later', 'same', 'different')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  primary key (workspace_id, a, b),
  foreign key (workspace_id, a) references customer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, b) references customer (workspace_id, id) on delete cascade
);
create index duplicate_pair_list on duplicate_pair (workspace_id, state, odds desc, a, b);
create index duplicate_pair_b on duplicate_pair (workspace_id, b);

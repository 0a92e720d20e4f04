-- What each source lets in, where visits came from, and how fast the pages were.

-- { events, fields, ip }; see `SourceRules`. Empty: everything, with IP addresses shortened.
alter table source add column rules jsonb not null default '{}';

-- With which values are hashed on their way in; one key, so that the same value of two sources stays the same.
create table tracking_key (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  -- Sealed.
  hash_key text not null,
  created_at timestamptz not null
);

-- What the request said of all its events, so that a refused one can be read again: { kind, sentAt, context }.
alter table rejected_event add column envelope jsonb;
create index rejected_event_code on rejected_event (workspace_id, source_id, code);
-- How many refused events were taken after all.
alter table source add column replayed_count bigint not null default 0;

alter table visit
  add column source text,
  add column medium text,
  add column campaign text,
  -- One of the default channel groups: `direct`, `organic-search` …
  add column channel text,
  -- { kind, os, browser }
  add column device jsonb,
  -- The worst of the visit, milliseconds (cls: a score): { lcp, inp, cls, ttfb, lcpUrl, inpUrl, clsUrl }
  add column vitals jsonb;

-- A chat that staff began with somebody who is on the site. The visitor's page takes it over once, by the id that the
-- site's own analytics knows it by.
create table chat_invitation (
  workspace_id uuid not null,
  visitor_id uuid not null,
  connection_id uuid not null,
  anonymous_id text not null,
  created_at timestamptz not null,
  taken_at timestamptz,
  primary key (workspace_id, visitor_id),
  foreign key (workspace_id, visitor_id) references visitor (workspace_id, id) on delete cascade,
  foreign key (workspace_id, connection_id) references connection (workspace_id, id) on delete cascade
);
create index chat_invitation_open on chat_invitation (connection_id, anonymous_id) where taken_at is null;
create index visitor_anonymous on visitor (workspace_id, anonymous_id) where anonymous_id is not null;

-- What people allowed, purpose by purpose; how marketing may be sent; and what leaves for others.

-- What something is used for. `subscribable`: people choose it themselves on their own page, as a subscription group.
create table consent_purpose (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  -- Stable, for scripts and tracked events: `newsletter`.
  key text not null,
  name_en text not null,
  name_ja text not null,
  description_en text not null default '',
  description_ja text not null default '',
  -- Nothing marked as marketing goes out for it without consent.
  marketing boolean not null default true,
  subscribable boolean not null default true,
  -- By mail, consent counts once the address's owner confirms it.
  double_opt_in boolean not null default true,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id)
);
create unique index consent_purpose_key on consent_purpose (workspace_id, key);

-- The words somebody agrees to. Never changed: other words are another version.
create table consent_wording (
  workspace_id uuid not null,
  id uuid not null,
  purpose_id uuid not null,
  version integer not null,
  text_en text not null,
  text_ja text not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, purpose_id) references consent_purpose (workspace_id, id) on delete cascade
);
create unique index consent_wording_version on consent_wording (workspace_id, purpose_id, version);

-- Append-only. What stands is the latest of each purpose and channel.
create table consent (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  -- The customer it was written for; where an identifier is named, it belongs to whomever that belongs to.
  customer_id uuid not null,
  identifier_id uuid,
  purpose_id uuid not null,
  channel text not null,
  state text not null check (state in ('given', 'refused', 'withdrawn', 'pending')),
  wording_id uuid,
  -- Where it was said: `member`, `web-form`, `confirmation`, `unsubscribe`, `preferences`, `api`, `tracked`, `import:ID`.
  source text not null,
  -- { pageUrl, network, messageId, note, confirms }; never a whole IP address.
  evidence jsonb not null default '{}',
  actor_type text not null,
  actor_id text not null,
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, purpose_id) references consent_purpose (workspace_id, id) on delete cascade,
  foreign key (workspace_id, wording_id) references consent_wording (workspace_id, id)
);
create index consent_customer on consent (workspace_id, customer_id, at desc);
create index consent_identifier on consent (workspace_id, identifier_id, at desc) where identifier_id is not null;

-- Who sends marketing, as the law on such mail has it shown; one row a workspace.
create table marketing_sender (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  name_en text not null default '',
  name_ja text not null default '',
  address_en text not null default '',
  address_ja text not null default '',
  -- Where questions and complaints go: an address, a telephone number or a page.
  contact text not null default '',
  updated_at timestamptz not null
);

-- What a visitor's browser or this server sends to others, for the public notice.
create table transmission (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  recipient text not null,
  what_en text not null,
  what_ja text not null,
  purpose_en text not null,
  purpose_ja text not null,
  -- The recipient's own privacy page.
  url text not null default '',
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (workspace_id, id)
);

-- Which purpose a marketing message is for.
alter table message add column marketing_purpose uuid;

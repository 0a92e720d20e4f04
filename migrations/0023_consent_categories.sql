-- What a site's consent banner calls things, and which purpose that is here.
create table consent_category (
  workspace_id uuid not null references workspace (id) on delete cascade,
  -- As tracked events have it in `context.consent.categoryPreferences`.
  category text not null,
  -- Empty: the purpose of the same key, if there is one.
  purpose_id uuid,
  channel text not null default 'web',
  -- When events first said it; empty for one entered by hand.
  seen_at timestamptz,
  primary key (workspace_id, category),
  foreign key (workspace_id, purpose_id) references consent_purpose (workspace_id, id) on delete cascade
);

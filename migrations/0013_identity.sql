-- Who is who, taken back: acts of merging and splitting with all they moved, and what each source said of a person.

-- Append-only. An undo is an act of its own that names what it takes back.
create table identity_act (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  -- `absorb` is a merge that a rule made; `split` moves some identifiers to a customer of their own.
  kind text not null check (kind in ('merge', 'absorb', 'split', 'unmerge')),
  from_id uuid not null,
  into_id uuid not null,
  -- A code for a rule's reason, `staff` for somebody's own; `note` is what they wrote.
  reason text not null,
  note text not null default '',
  -- [{ id, trust }] of the identifiers, as they stood before.
  moved jsonb not null,
  undoes uuid,
  actor_type text not null,
  actor_id text not null,
  at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index identity_act_undone on identity_act (workspace_id, undoes) where undoes is not null;
create index identity_act_from on identity_act (workspace_id, from_id, at desc);
create index identity_act_into on identity_act (workspace_id, into_id, at desc);

-- What staff decided of two customers: rules and candidates keep to it.
create table identity_ruling (
  workspace_id uuid not null references workspace (id) on delete cascade,
  -- The smaller id first.
  a uuid not null,
  b uuid not null,
  ruling text not null check (ruling in ('same', 'different')),
  actor_type text not null,
  actor_id text not null,
  at timestamptz not null,
  primary key (workspace_id, a, b)
);
create index identity_ruling_b on identity_ruling (workspace_id, b);

-- Who stands for a merged customer by now (`merged_into` is the next step only), and the act that merged them.
alter table customer add column root_id uuid;
alter table customer add column merge_act uuid;
update customer c set root_id = r.root from (
  with recursive up as (
    select workspace_id, id, merged_into as root, 1 as hops from customer where merged_into is not null
    union all
    select up.workspace_id, up.id, next.merged_into, hops + 1 from up
      join customer next on next.workspace_id = up.workspace_id and next.id = up.root
      where next.merged_into is not null and hops < 50)
  select distinct on (workspace_id, id) workspace_id, id, root from up order by workspace_id, id, hops desc) r
where c.workspace_id = r.workspace_id and c.id = r.id;
create index customer_root on customer (workspace_id, root_id) where root_id is not null;
create index customer_merged on customer (workspace_id, merged_into) where merged_into is not null;

-- The customer it was linked to, where that one was merged since; null: `customer_id` itself. An unmerge goes by it.
alter table identifier add column home_id uuid;
create index identifier_home on identifier (workspace_id, home_id) where home_id is not null;

-- What each source says of a customer; the customer's own columns show whichever counts most.
create table customer_field (
  workspace_id uuid not null,
  customer_id uuid not null,
  field text not null,
  -- `member:<id>`, `identifier:<id>`, `tracked`, `import:<id>`.
  source text not null,
  trust text not null check (trust in ('staff', 'verified', 'claimed')),
  -- Null: a member says that nothing is known.
  value text,
  at timestamptz not null,
  primary key (workspace_id, customer_id, field, source),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade
);
insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
select c.workspace_id, c.id, f.field, f.source,
  case when f.source like 'member:%' then 'staff'
    when exists (select 1 from identifier i where i.workspace_id = c.workspace_id and i.trust = 'verified'
      and 'identifier:' || i.id = f.source) then 'verified'
    else 'claimed' end,
  f.value, c.created_at
from customer c cross join lateral (values
  ('name', coalesce(c.name_from, 'tracked'), c.name), ('locale', 'tracked', c.locale)) as f (field, source, value)
where f.value is not null;

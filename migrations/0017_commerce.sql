-- What customers buy: products, orders with their items, carts, and what follows an order (deliveries, returns, warranty
-- claims). Each row keeps the customer it was written for and the identifier it came by, so that a merge rewrites
-- nothing and a split moves it along. Amounts are whole numbers of the currency's minor unit.

create table product (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  -- Who says so: a source's id, `api`, an import. With the shop's own id it names the row.
  source text not null,
  external_id text not null,
  sku text,
  name text,
  brand text,
  category text,
  variant text,
  url text,
  image_url text,
  currency text,
  price bigint,
  -- When what stands here was said; what was said earlier does not overwrite it.
  as_of timestamptz not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index product_external on product (workspace_id, source, external_id);
create index product_recent on product (workspace_id, changed_at desc, id desc);
create index product_sku on product (workspace_id, sku) where sku is not null;

create table customer_order (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  source text not null,
  external_id text not null,
  -- As the customer knows it; the external id unless the shop says otherwise.
  number text not null,
  customer_id uuid,
  identifier_id uuid,
  -- The device it came by, until it is known whose that is.
  anonymous_id text,
  state text not null check (state in ('placed', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded')),
  state_at timestamptz not null,
  currency text,
  total bigint,
  subtotal bigint,
  tax bigint,
  shipping bigint,
  discount bigint,
  refunded bigint not null default 0,
  coupon text,
  -- The shop or till it was bought in.
  shop text,
  url text,
  -- { name, email, phone, address }: whom it goes to. Gone after an erasure.
  contact jsonb,
  item_count double precision not null default 0,
  -- The first items' names, for lists; not kept up.
  item_names text[] not null default '{}',
  items_mark text not null default '',
  placed_at timestamptz not null,
  -- Of the clock it was placed by: `Asia/Tokyo` or `+09:00`.
  zone text,
  as_of timestamptz not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete set null (customer_id),
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id) on delete set null (identifier_id)
);
create unique index customer_order_external on customer_order (workspace_id, source, external_id);
create index customer_order_placed on customer_order (workspace_id, placed_at desc, id desc);
create index customer_order_state on customer_order (workspace_id, state, placed_at desc, id desc);
create index customer_order_customer on customer_order (workspace_id, customer_id, placed_at desc, id desc);
create index customer_order_identifier on customer_order (workspace_id, identifier_id) where identifier_id is not null;
create index customer_order_device on customer_order (workspace_id, anonymous_id)
  where anonymous_id is not null and customer_id is null;
create index customer_order_number on customer_order (workspace_id, lower(number) text_pattern_ops);

create table order_item (
  workspace_id uuid not null,
  order_id uuid not null,
  position integer not null,
  -- The shop's own id of the product.
  product_id text,
  sku text,
  name text not null default '',
  variant text,
  quantity double precision not null default 1,
  -- Of one, and of all of them.
  price bigint,
  total bigint,
  url text,
  image_url text,
  primary key (workspace_id, order_id, position),
  foreign key (workspace_id, order_id) references customer_order (workspace_id, id) on delete cascade
);
create index order_item_product on order_item (workspace_id, product_id) where product_id is not null;

create table cart (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  source text not null,
  -- The shop's id of the cart, else `visitor:` and the device or account.
  external_id text not null,
  customer_id uuid,
  identifier_id uuid,
  anonymous_id text,
  state text not null check (state in ('open', 'checkout', 'ordered', 'abandoned', 'emptied')),
  currency text,
  total bigint,
  -- [{ productId, sku, name, quantity, price }]
  items jsonb not null default '[]',
  item_count double precision not null default 0,
  started_at timestamptz not null,
  last_at timestamptz not null,
  abandoned_at timestamptz,
  order_id uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete set null (customer_id),
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id) on delete set null (identifier_id)
);
create unique index cart_external on cart (workspace_id, source, external_id);
create index cart_recent on cart (workspace_id, last_at desc, id desc);
create index cart_customer on cart (workspace_id, customer_id, last_at desc, id desc);
create index cart_identifier on cart (workspace_id, identifier_id) where identifier_id is not null;
create index cart_device on cart (workspace_id, anonymous_id) where anonymous_id is not null;
create index cart_waiting on cart (last_at) where state in ('open', 'checkout');

-- What follows an order.
create table order_followup (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('delivery', 'return', 'claim')),
  source text not null,
  external_id text not null,
  -- The order may come later than what follows it.
  order_external_id text,
  order_id uuid,
  customer_id uuid,
  identifier_id uuid,
  state text not null,
  state_at timestamptz not null,
  carrier text,
  tracking_number text,
  tracking_url text,
  expected_at timestamptz,
  serial_number text,
  -- In the customer's own words. Gone after an erasure.
  reason text,
  items jsonb not null default '[]',
  currency text,
  amount bigint,
  -- Shipped, asked for, or reported.
  begun_at timestamptz not null,
  zone text,
  as_of timestamptz not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, order_id) references customer_order (workspace_id, id) on delete cascade,
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete set null (customer_id),
  foreign key (workspace_id, identifier_id) references identifier (workspace_id, id) on delete set null (identifier_id)
);
create unique index order_followup_external on order_followup (workspace_id, kind, source, external_id);
create index order_followup_order on order_followup (workspace_id, order_id) where order_id is not null;
create index order_followup_orphan on order_followup (workspace_id, source, order_external_id) where order_id is null;
create index order_followup_recent on order_followup (workspace_id, kind, begun_at desc, id desc);
create index order_followup_customer on order_followup (workspace_id, customer_id, kind, begun_at desc);
create index order_followup_identifier on order_followup (workspace_id, identifier_id) where identifier_id is not null;

-- Each state that an order, or what follows it, came to: the history that a state is derived from.
create table order_step (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('order', 'delivery', 'return', 'claim')),
  -- Of the order or what follows it; `order_id` is the order itself, where it is known.
  subject_id uuid not null,
  order_id uuid,
  customer_id uuid,
  state text not null,
  -- Empty, but for refunds, of which an order may have several.
  key text not null default '',
  at timestamptz not null,
  currency text,
  amount bigint,
  -- It came about by a delivery, which tells of it itself.
  derived boolean not null default false,
  tracked_event_id uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index order_step_once on order_step (workspace_id, subject_id, state, key);
create index order_step_order on order_step (workspace_id, order_id) where order_id is not null;
create index order_step_customer on order_step (workspace_id, customer_id, at desc, id desc) where not derived;

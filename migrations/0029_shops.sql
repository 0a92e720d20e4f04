-- What one shop's site, its server and its files tell of is one; what another shop numbers alike is another. The shop that a
-- source speaks for; null: one of its own, named by the source's id.
alter table source add column if not exists shop text;

-- The shop that is meant where none is named. Whoever told of orders by the API or by files goes on under the word that
-- named them so far.
alter table workspace add column if not exists shop text not null default 'main';
update workspace w set shop = case
    when exists (select from customer_order o where o.workspace_id = w.id and o.source = 'api')
      or exists (select from product p where p.workspace_id = w.id and p.source = 'api') then 'api'
    else 'import' end
  where exists (select from customer_order o where o.workspace_id = w.id and o.source in ('api', 'import'))
    or exists (select from product p where p.workspace_id = w.id and p.source = 'api');

-- What staff should read first.
alter table customer_note add column if not exists pinned_at timestamptz;

-- Which JSON is how frequent no query ever asks, and finding out reads, sorts and compares the largest columns of the
-- largest tables each time they have doubled.
do $$
declare
  part regclass;
begin
  for part in select relid from pg_partition_tree('tracked_event') loop
    execute format('alter table only %s alter column properties set statistics 0, alter column traits set statistics 0, alter column context set statistics 0', part);
  end loop;
  for part in select relid from pg_partition_tree('event') loop
    execute format('alter table only %s alter column facts set statistics 0', part);
  end loop;
end $$;

-- A part made later does not take over by itself what is said of its parent's columns.
create or replace function ensure_month(parent text, month date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', month)::date;
  part text := parent || '_' || to_char(first, 'YYYYMM');
  uncounted text;
begin
  if to_regclass(part) is null then
    execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
      part, parent, first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
    for uncounted in
      select attname from pg_attribute where attrelid = parent::regclass and attnum > 0 and attstattarget = 0
    loop
      execute format('alter table %I alter column %I set statistics 0', part, uncounted);
    end loop;
  end if;
end $$;

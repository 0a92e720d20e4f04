-- Fields and links come by the thousand in one statement: that whom they belong to is there, and stays until the commit,
-- is asked once for each statement and owner. A foreign key asks for each row, which took a third of the time of writing
-- them. Each is looked up by its key, however large or small the tables were when the plan was made.
create function keep_customers_of_fields() returns trigger language plpgsql set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  if (select count(*) from (select distinct workspace_id, customer_id from made) m) > (select count(*) from (
      select 1 from customer c where (c.workspace_id, c.id) in (select workspace_id, customer_id from made) for key share) c)
  then
    raise foreign_key_violation using message = 'a field of a customer who is not there';
  end if;
  return null;
end $$;
create function keep_identifiers_of_links() returns trigger language plpgsql set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  if (select count(*) from (select distinct workspace_id, identifier_id from made) m) > (select count(*) from (
      select 1 from identifier i where (i.workspace_id, i.id) in (select workspace_id, identifier_id from made) for key share) i)
  then
    raise foreign_key_violation using message = 'a link of an identifier that is not there';
  end if;
  return null;
end $$;
create function remove_fields() returns trigger language plpgsql set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  delete from customer_field f using gone g where f.workspace_id = g.workspace_id and f.customer_id = g.id;
  return null;
end $$;
create function remove_links() returns trigger language plpgsql set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  delete from identifier_link l using gone g where l.workspace_id = g.workspace_id and l.identifier_id = g.id;
  return null;
end $$;

create trigger customer_field_kept after insert on customer_field referencing new table as made
  for each statement execute function keep_customers_of_fields();
create trigger customer_field_moved after update on customer_field referencing new table as made
  for each statement execute function keep_customers_of_fields();
create trigger customer_fields_gone after delete on customer referencing old table as gone
  for each statement execute function remove_fields();
create trigger identifier_link_kept after insert on identifier_link referencing new table as made
  for each statement execute function keep_identifiers_of_links();
create trigger identifier_links_gone after delete on identifier referencing old table as gone
  for each statement execute function remove_links();
alter table customer_field drop constraint customer_field_workspace_id_customer_id_fkey;
alter table identifier_link drop constraint identifier_link_workspace_id_identifier_id_fkey;

-- Nothing is listed in this order any more: `customer_contact` has who wrote nothing yet by the same moment.
drop index if exists customer_recent;

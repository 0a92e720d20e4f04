-- no transaction
-- Customers are listed by their last contact, else since when they are known. Each statement may be repeated.
drop index concurrently if exists customer_contact;
create index concurrently customer_contact on customer (workspace_id, coalesce(last_contact_at, created_at) desc, id desc)
  where merged_into is null;
drop index concurrently if exists customer_recent;

-- Which devices the same person proved.
drop index concurrently if exists visitor_proved;
create index concurrently visitor_proved on visitor (workspace_id, proved_identifier_id) where proved_identifier_id is not null;

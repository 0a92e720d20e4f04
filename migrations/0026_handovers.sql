-- no transaction
-- Which devices lately came into other hands is asked for every batch of tracked events. Each statement may be repeated.
drop index concurrently if exists identifier_past_recent;
create index concurrently identifier_past_recent on identifier_past (workspace_id, valid_to);

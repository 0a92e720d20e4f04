-- What each row of a file became, for whoever opens a count of it: also rows that changed nothing, and the further lines of
-- an order. Null of rows from before: then `created` says. And what an undo made of it: removed, restored or kept; such a
-- row is there only to be told of.
alter table import_row add column outcome text;
alter table import_row add column undone text;

-- People ask by the number on the parcel.
create index order_followup_tracking on order_followup (workspace_id, tracking_number) where tracking_number is not null;

-- Who writes somebody new and what they are found by along with them says so, and nothing is noted to be worked out again.
create or replace trigger identifier_search_made after insert on identifier referencing new table as made
  for each statement when (current_setting('engawa.search_written', true) is distinct from 'yes')
  execute function note_search_identifiers_made();
create or replace trigger field_search_made after insert on customer_field referencing new table as made
  for each statement when (current_setting('engawa.search_written', true) is distinct from 'yes')
  execute function note_search_fields_made();

-- What a file brings in is put into its place by whoever keeps the search, not by whoever brings it.
alter index customer_search_grams set (gin_pending_list_limit = 8192);

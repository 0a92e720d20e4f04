-- Lists and counts show conversations that hold messages. Saying so in the index lets a count be read from it alone.

drop index conversation_list;
create index conversation_list on conversation (workspace_id, status, last_message_at desc, id desc) where message_count > 0;

drop index conversation_unassigned;
create index conversation_unassigned on conversation (workspace_id, status, last_message_at desc, id desc)
  where assignee_id is null and message_count > 0;

drop index conversation_team;
create index conversation_team on conversation (workspace_id, team_id, status, last_message_at desc, id desc)
  where team_id is not null and message_count > 0;

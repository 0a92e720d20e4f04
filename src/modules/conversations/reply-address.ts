import { sql } from 'kysely'

/**
 * Where the person of a thread `t` asked for answers in their last message of it, if they did. Nobody else's wish counts:
 * one who was only copied in must not lead answers away.
 */
export const replyAddress = sql<string | null>`(
  select m.mail_facts -> 'replyTo' ->> 'address' from message m
  where m.workspace_id = t.workspace_id and m.thread_id = t.id and m.direction = 'in'
    and m.identifier_id = t.identifier_id and m.automatic is null
  order by m.created_at desc limit 1)`

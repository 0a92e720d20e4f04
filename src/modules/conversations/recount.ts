import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { copyToLabels } from './conversation-rows.ts'

/** Works out afresh what the list shows, from the messages that are there now. */
export const recount = async (ctx: Context, conversationId: string) => {
  await sql`
    update conversation c set
      message_count = (select count(*) from message m where m.workspace_id = c.workspace_id and m.conversation_id = c.id),
      last_message_id = last.id,
      last_message_at = coalesce(last.created_at, c.last_message_at),
      last_message_text = coalesce(left(regexp_replace(btrim(last.text), '\\s+', ' ', 'g'), 200), ''),
      last_direction = coalesce(last.direction, c.last_direction),
      last_channel = coalesce(last.channel, c.last_channel),
      last_inbound_at = inbound.created_at,
      reply_thread_id = inbound.thread_id,
      first_reply_at = (select min(m.created_at) from message m where m.workspace_id = c.workspace_id
        and m.conversation_id = c.id and m.direction = 'out' and m.kind = 'message' and m.author_type = 'member'
        and m.created_at >= (select min(i.created_at) from message i where i.workspace_id = c.workspace_id
          and i.conversation_id = c.id and i.direction = 'in' and i.automatic is distinct from 'bounce'))
    from conversation self
    left join lateral (select id, created_at, text, direction, channel from message m
      where m.workspace_id = self.workspace_id and m.conversation_id = self.id and m.kind = 'message'
      order by created_at desc, id desc limit 1) last on true
    left join lateral (select created_at, thread_id from message m
      where m.workspace_id = self.workspace_id and m.conversation_id = self.id and m.direction = 'in'
        and m.automatic is distinct from 'bounce'
      order by created_at desc, id desc limit 1) inbound on true
    where self.workspace_id = ${ctx.workspaceId} and self.id = ${conversationId}
      and c.workspace_id = self.workspace_id and c.id = self.id`.execute(ctx.db)
  await copyToLabels(ctx, conversationId)
}

import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { conversationRead } from '../events.ts'
import { requireVisible } from '../queries/list-conversations.ts'

/** Read up to now, by this member. An API key reads nothing. */
export const markRead = async (ctx: Context, { id }: { id: string }) => {
  const memberId = ctx.actor.type === 'member' ? ctx.actor.id : undefined
  if (!memberId) return {}
  await inTransaction(ctx, async (ctx) => {
    await requireVisible(ctx, id)
    const { rows } = await sql<{ changed: boolean }>`
      insert into conversation_read (workspace_id, member_id, conversation_id, read_at)
      values (${ctx.workspaceId}, ${memberId}, ${id}, ${ctx.now})
      on conflict (workspace_id, member_id, conversation_id) do update set read_at = excluded.read_at
      where conversation_read.read_at < (select last_message_at from conversation
        where workspace_id = ${ctx.workspaceId} and id = ${id})
      returning true as changed`.execute(ctx.db)
    // The same member's other windows show it as read, too.
    if (rows.length > 0) await record(ctx, conversationRead, { conversationId: id }, { memberId })
  })
  return {}
}

import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/** The next number that people call a conversation by; given back when the transaction is. */
export const takeConversationNumber = async (ctx: Context): Promise<number> => {
  const { next } = await ctx.db
    .updateTable('workspace')
    .set({ next_conversation_number: sql`next_conversation_number + 1` })
    .where('id', '=', ctx.workspaceId)
    .returning('next_conversation_number as next')
    .executeTakeFirstOrThrow()
  return next - 1
}

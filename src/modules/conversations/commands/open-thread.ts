import type { Context } from '../../../foundation/server/context.ts'
import { openConversation } from '../conversation-rows.ts'
import { type Inbound, startThread } from './receive-message.ts'

type Place = Pick<Inbound, 'connectionId' | 'channel' | 'customerId' | 'identifierId' | 'threadKey'>

/** The running thread of this key, else a new one in a new conversation: for when we write first. */
export const openThread = async (
  ctx: Context,
  place: Place,
): Promise<{ conversationId: string; threadId: string }> => {
  const running = await ctx.db
    .selectFrom('thread')
    .select(['id', 'conversation_id'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', place.connectionId)
    .where('key', '=', place.threadKey)
    .executeTakeFirst()
  if (running) return { conversationId: running.conversation_id, threadId: running.id }
  const conversationId = await openConversation(ctx, { ...place, subject: '' })
  return { conversationId, threadId: await startThread(ctx, place, conversationId) }
}

/** A thread that began on one connection goes on on another of the same channel, under the same key. */
export const moveThreadTo = async (
  ctx: Context,
  { threadKey, from, to }: { threadKey: string; from: string; to: string },
) => {
  await ctx.db
    .updateTable('thread')
    .set({ connection_id: to })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', from)
    .where('key', '=', threadKey)
    .execute()
}

import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { copyToLabels, lockConversation } from '../conversation-rows.ts'
import { conversationReopened, conversationResolved } from '../events.ts'
import { getSummary } from '../queries/list-conversations.ts'

const setStatus = async (ctx: Context, id: string, status: 'open' | 'resolved') => {
  await ctx.db
    .updateTable('conversation')
    .set({ status, resolved_at: status === 'resolved' ? ctx.now : null })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .execute()
  await copyToLabels(ctx, id)
}

/** Closes the matter. Errors: `conversation.already_resolved`. */
export const resolve = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const conversation = await lockConversation(ctx, id)
    if (conversation.status === 'resolved')
      throw new AppError('conflict', 'conversation.already_resolved')
    await setStatus(ctx, id, 'resolved')
    await record(
      ctx,
      conversationResolved,
      { conversationId: id, customerId: conversation.customer_id },
      {},
    )
    return getSummary(ctx, id)
  })

/** Errors: `conversation.already_open`. */
export const reopen = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const conversation = await lockConversation(ctx, id)
    if (conversation.status === 'open') throw new AppError('conflict', 'conversation.already_open')
    await setStatus(ctx, id, 'open')
    await record(
      ctx,
      conversationReopened,
      { conversationId: id, customerId: conversation.customer_id },
      { by: 'member' },
    )
    return getSummary(ctx, id)
  })

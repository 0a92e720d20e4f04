import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { requireLabels } from '../../labels/index.ts'
import { lockConversation } from '../conversation-rows.ts'
import { conversationLabelled } from '../events.ts'
import { getSummary } from '../queries/list-conversations.ts'

/** Its labels, all of them. Errors: `label.missing`. */
export const setLabels = (
  ctx: Context,
  { id, labelIds }: { id: string; labelIds: readonly string[] },
) =>
  inTransaction(ctx, async (ctx) => {
    const conversation = await lockConversation(ctx, id)
    const labels = await requireLabels(ctx, labelIds)
    const mine = { workspace_id: ctx.workspaceId, conversation_id: id }
    await ctx.db
      .deleteFrom('conversation_label')
      .where((label) => label.and(mine))
      .execute()
    if (labels.length > 0) {
      const copied = { status: conversation.status, last_message_at: conversation.last_message_at }
      await ctx.db
        .insertInto('conversation_label')
        .values(labels.map((label) => ({ ...mine, label_id: label.id, ...copied })))
        .execute()
    }
    const subjects = { conversationId: id, customerId: conversation.customer_id }
    await record(ctx, conversationLabelled, subjects, { labelIds: labels.map((label) => label.id) })
    return getSummary(ctx, id)
  })

/** Adds one label and keeps the others; for rules and macros. */
export const addLabel = (ctx: Context, { id, labelId }: { id: string; labelId: string }) =>
  inTransaction(ctx, async (ctx) => {
    await lockConversation(ctx, id)
    const had = await ctx.db
      .selectFrom('conversation_label')
      .select('label_id')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('conversation_id', '=', id)
      .execute()
    return setLabels(ctx, { id, labelIds: [...had.map((label) => label.label_id), labelId] })
  })

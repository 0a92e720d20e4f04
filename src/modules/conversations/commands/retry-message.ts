import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { enqueue } from '../../../foundation/server/jobs/jobs.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { lockConversation } from '../conversation-rows.ts'
import { messageQueued } from '../events.ts'
import { sendMessage } from '../jobs/send-message.ts'
import { getMessage, requireMessage } from '../queries/list-messages.ts'

/** A person decides to send it again. Errors: `message.not_failed`. */
export const retryMessage = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const message = await requireMessage(ctx, id)
    const conversation = await lockConversation(ctx, message.conversation_id)
    const changed = await ctx.db
      .updateTable('message')
      .set({ state: 'queued', state_code: null, state_detail: null, attempts: 0 })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('direction', '=', 'out')
      .where('state', 'in', ['failed', 'unknown'])
      .returning(['thread_id', 'channel'])
      .executeTakeFirst()
    if (!changed) throw new AppError('conflict', 'message.not_failed')
    const subjects = {
      conversationId: conversation.id,
      customerId: conversation.customer_id,
      threadId: changed.thread_id!,
      messageId: id,
    }
    await record(ctx, messageQueued, subjects, { channel: changed.channel })
    await enqueue(ctx, sendMessage, { messageId: id }, { key: `send:${id}` })
    return getMessage(ctx, { id })
  })

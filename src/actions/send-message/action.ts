import { z } from 'zod'
import { reply } from '../../modules/conversations/index.ts'
import { defineAction } from '../action.ts'

/**
 * To where the customer last wrote. With `seen`, nothing is sent when somebody wrote after that message. Errors:
 * `message.empty`, `message.too_long`, `thread.not_here`, `conversation.moved`, `address.suppressed`.
 */
export default defineAction({
  key: 'send-message',
  subject: 'conversation',
  permission: 'conversation.reply',
  settings: z.object({ text: z.string().min(1).max(100_000), seen: z.uuid().optional() }),
  run: (ctx, conversation, { text, seen }) =>
    reply(ctx, { id: conversation.id, text, cc: [], fileIds: [], resolve: false, seen }),
})

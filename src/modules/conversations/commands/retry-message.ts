import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { findSuppressed } from '../../suppressions/index.ts'
import { lockConversation } from '../conversation-rows.ts'
import { messageQueued } from '../events.ts'
import { enqueueSend } from '../jobs/send-message.ts'
import { getMessage, requireMessage } from '../queries/list-messages.ts'

/** A person decides to send it again. Errors: `message.not_failed`, `message.only_once`, `address.suppressed`. */
export const retryMessage = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const message = await requireMessage(ctx, id)
    const conversation = await lockConversation(ctx, message.conversation_id)
    const found = await findEnded(ctx, id)
    if (!found) throw new AppError('conflict', 'message.not_failed')
    if (found.marketing && found.handed_at) throw new AppError('conflict', 'message.only_once')
    const [to, cc] = [message.to_addresses, message.cc_addresses] as [Address[], Address[]]
    const recipients = [...to, ...cc]
    const held = await findSuppressed(
      ctx,
      found.channel,
      recipients.map(({ address }) => address),
    )
    if (held.length > 0)
      throw new AppError('conflict', 'address.suppressed', { count: held.length })
    await ctx.db
      .updateTable('message')
      .set({
        state: 'queued',
        state_code: null,
        state_detail: null,
        attempts: 0,
        handed_at: null,
        ...(found.state === 'unknown' ? { in_doubt: true } : {}),
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    const subjects = {
      conversationId: conversation.id,
      customerId: conversation.customer_id,
      threadId: found.thread_id,
      messageId: id,
    }
    await record(ctx, messageQueued, subjects, { channel: found.channel })
    await enqueueSend(ctx, found)
    return getMessage(ctx, { id })
  })

type Address = { address: string }
type Ended = {
  id: string
  thread_id: string
  channel: string
  connection_id: string
  state: string
  marketing: boolean
  handed_at: Date | null
}

const findEnded = async (ctx: Context, id: string): Promise<Ended | undefined> => {
  const { rows } = await sql<Ended>`
    select m.id, m.thread_id, m.channel, t.connection_id, m.state, m.marketing, m.handed_at from message m
    join thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
    where m.workspace_id = ${ctx.workspaceId} and m.id = ${id} and m.direction = 'out'
      and m.state in ('failed', 'unknown') for update of m`.execute(ctx.db)
  return rows[0]
}

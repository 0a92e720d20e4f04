import { sql } from 'kysely'
import type { SendResult } from '../../../channels/channel.ts'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { defineJob, enqueue } from '../../../foundation/server/jobs/jobs.ts'
import { openConnection, sendTools } from '../../connections/index.ts'
import { messageFailed, messageSent, messageUnknown } from '../events.ts'
import { composeOutgoing } from './compose-outgoing.ts'

const sendMs = 60_000
const mostAttempts = 8
/** 10 s, 20 s, 40 s … about 20 minutes in all, with jitter so that many do not return at once. */
const pauseSeconds = (attempt: number) => 10 * 2 ** (attempt - 1) * (0.8 + Math.random() * 0.4)

/** Hands one message to its channel. Never tries again what may already have arrived. */
export const sendMessage = defineJob<{ messageId: string }>({
  name: 'send-message',
  run: async ({ workspaceId, messageId }, { services, signal }) => {
    const ctx = systemContext(services, workspaceId, 'send-message')
    const claimed = await claim(ctx, messageId)
    if (!claimed) return
    const { row, channel, settings } = await openConnection(ctx, claimed.connection_id, true)
    if (row.rehearsal)
      return settle(ctx, claimed, { outcome: 'sent', providerId: `rehearsal:${messageId}` })
    if (row.removed_at)
      return settle(ctx, claimed, { outcome: 'failed', code: 'connection.removed' })
    const tools = sendTools(
      services,
      workspaceId,
      AbortSignal.any([signal, AbortSignal.timeout(sendMs)]),
    )
    const result = await channel.send(settings, await composeOutgoing(ctx, messageId), tools)
    await settle(ctx, claimed, result)
  },
})

type Claimed = {
  id: string
  conversation_id: string
  thread_id: string
  customer_id: string
  channel: string
  connection_id: string
  attempts: number
}

/** Marks it as being sent. One found so already was interrupted in the act: nobody knows how it went. */
const claim = async (ctx: Context, messageId: string): Promise<Claimed | undefined> => {
  const { rows } = await sql<Claimed & { was: string }>`
    with before as (
      select m.id, m.state from message m where m.workspace_id = ${ctx.workspaceId} and m.id = ${messageId} for update)
    update message m set state = 'sending', attempts = m.attempts + 1
    from before, thread t, conversation c
    where m.workspace_id = ${ctx.workspaceId} and m.id = before.id and before.state in ('queued', 'sending')
      and t.workspace_id = m.workspace_id and t.id = m.thread_id
      and c.workspace_id = m.workspace_id and c.id = m.conversation_id
    returning m.id, m.conversation_id, m.thread_id, c.customer_id, m.channel, t.connection_id, m.attempts, before.state as was`.execute(
    ctx.db,
  )
  const row = rows[0]
  if (!row) return undefined
  if (row.was === 'queued') return row
  await settle(ctx, row, { outcome: 'unknown', code: 'send.interrupted' })
  return undefined
}

const settle = (ctx: Context, message: Claimed, result: SendResult): Promise<void> =>
  inTransaction(ctx, async (ctx) => {
    const again = result.outcome === 'retry' && message.attempts < mostAttempts
    const state = again ? 'queued' : result.outcome === 'retry' ? 'failed' : result.outcome
    await ctx.db
      .updateTable('message')
      .set({
        state,
        state_code: result.outcome === 'sent' ? null : result.code,
        state_detail: result.outcome === 'sent' ? null : (result.detail?.slice(0, 500) ?? null),
        ...(result.outcome === 'sent' ? { provider_id: result.providerId, sent_at: ctx.now } : {}),
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', message.id)
      .execute()
    const subjects = {
      conversationId: message.conversation_id,
      customerId: message.customer_id,
      threadId: message.thread_id,
      messageId: message.id,
    }
    const { channel } = message
    if (again) {
      const runAt = new Date(
        ctx.now.getTime() +
          1000 *
            ((result.outcome === 'retry' && result.afterSeconds) || pauseSeconds(message.attempts)),
      )
      return enqueue(
        ctx,
        sendMessage,
        { messageId: message.id },
        { key: `send:${message.id}`, queue: `send:${message.connection_id}`, runAt },
      )
    }
    if (result.outcome === 'sent') await record(ctx, messageSent, subjects, { channel })
    else if (result.outcome === 'unknown')
      await record(ctx, messageUnknown, subjects, { channel, code: result.code })
    else await record(ctx, messageFailed, subjects, { channel, code: result.code })
  })

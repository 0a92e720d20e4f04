import type { SendResult } from '../../../channels/channel.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { messageFailed, messageSent, messageUnknown } from '../events.ts'
import type { Waiting } from './claim-message.ts'

const mostAttempts = 8
/** A provider that is away uses up no attempts, but nobody waits for it longer than this. */
const longestWaitMs = 24 * 3_600_000
/** 10 s, 20 s, 40 s … about 20 minutes in all, with jitter so that many do not return at once. */
const pauseSeconds = (attempt: number) =>
  10 * 2 ** Math.max(0, attempt - 1) * (0.8 + Math.random() * 0.4)

export type Settled = {
  result: SendResult
  /** Whether it may be with the provider, by this attempt or an earlier one. */
  handed: boolean
  /** The provider recognises repeats, so a doubt is settled by asking it again. */
  mayRepeat: boolean
  /** Until when its provider is left alone. */
  notBefore?: Date | undefined
  sendAgain: (ctx: Context, runAt: Date) => Promise<void>
}

const isAgain = (ctx: Context, message: Waiting, { result, handed, mayRepeat }: Settled) => {
  if (result.outcome !== 'retry' && !(result.outcome === 'unknown' && mayRepeat)) return false
  if (message.marketing && handed) return false
  if (result.down) return ctx.now.getTime() - message.created_at.getTime() < longestWaitMs
  return message.attempts < mostAttempts
}

/** Given up while an earlier attempt is in doubt, it stays so. */
const stateOf = ({ outcome }: SendResult, again: boolean, doubtBefore: boolean) =>
  again ? 'queued' : outcome !== 'retry' ? outcome : doubtBefore ? 'unknown' : 'failed'

/** Writes down how an attempt ended, unless another has taken the message over since. */
export const settleMessage = (ctx: Context, message: Waiting, settled: Settled): Promise<void> =>
  inTransaction({ ...ctx, now: new Date() }, async (ctx) => {
    const { result } = settled
    const again = isAgain(ctx, message, settled)
    const sent = result.outcome === 'sent'
    const doubtBefore = message.handed_at !== null
    const isTaken = sent || result.outcome === 'unknown'
    const state = stateOf(result, again, doubtBefore)
    const changed = await ctx.db
      .updateTable('message')
      .set({
        state,
        state_code: sent ? null : result.code,
        state_detail: sent ? null : (result.detail?.slice(0, 500) ?? null),
        ...(sent ? { provider_id: result.providerId, sent_at: ctx.now } : {}),
        // What was refused is with nobody, unless an earlier attempt left it there.
        ...(isTaken || message.marketing || (doubtBefore && state !== 'failed')
          ? {}
          : { handed_at: null }),
        ...(again && !sent && result.down ? { attempts: Math.max(0, message.attempts - 1) } : {}),
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', message.id)
      .where('claim_id', message.claim_id ? '=' : 'is', message.claim_id)
      // Taken for lost meanwhile, an answer that comes after all is the truth.
      .where('state', 'in', sent ? ['queued', 'sending', 'unknown'] : ['queued', 'sending'])
      .returning('id')
      .executeTakeFirst()
    if (!changed) return ctx.log.warn({ message: message.id }, 'another attempt had taken it over')
    if (again && !sent) return settled.sendAgain(ctx, nextTry(ctx, message, settled))
    await tell(ctx, message, state, result)
  })

const nextTry = (ctx: Context, message: Waiting, { result, notBefore }: Settled) => {
  const afterSeconds = result.outcome === 'retry' ? result.afterSeconds : undefined
  const soonest = ctx.now.getTime() + 1000 * (afterSeconds ?? pauseSeconds(message.attempts))
  return new Date(Math.max(soonest, notBefore?.getTime() ?? 0))
}

const tell = async (ctx: Context, message: Waiting, state: string, result: SendResult) => {
  const subjects = {
    conversationId: message.conversation_id,
    customerId: message.customer_id,
    threadId: message.thread_id,
    messageId: message.id,
  }
  const { channel } = message
  if (result.outcome === 'sent') return record(ctx, messageSent, subjects, { channel })
  const facts = { channel, code: result.code }
  return record(ctx, state === 'unknown' ? messageUnknown : messageFailed, subjects, facts)
}

/** Not tried now, and why; nothing is used up by waiting. False when it waits no longer. */
export const postponeMessage = async (ctx: Context, { id }: Waiting, code: string) => {
  const changed = await ctx.db
    .updateTable('message')
    .set({ state_code: code, state_detail: null })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'sending'])
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

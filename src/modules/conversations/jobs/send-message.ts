import type { SendResult } from '../../../channels/channel.ts'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import {
  defineJob,
  enqueue,
  type Job,
  type JobTools,
} from '../../../foundation/server/jobs/jobs.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import {
  admitSend,
  channelOf,
  holdSend,
  noteProviderDown,
  noteProviderUp,
  openConnection,
  requireConnection,
  sendQueueOf,
  sendTools,
} from '../../connections/index.ts'
import { findSuppressed } from '../../suppressions/index.ts'
import { dressOutgoing } from '../marketing.ts'
import {
  type Claimed,
  claimMessage,
  findWaiting,
  markHandingOver,
  type Waiting,
} from './claim-message.ts'
import { composeOutgoing } from './compose-outgoing.ts'
import { findUnsafe } from './find-unsafe.ts'
import { postponeMessage, settleMessage } from './settle-message.ts'

const sendMs = 60_000
/** While a connection is paused, its messages look again so often; resuming has them go at once. */
const pausedMs = 300_000
/** And while its files wait for the virus scanner. */
const scanMs = 10_000
/** One that ends the process each time must not do so for ever. */
const mostInterruptions = 20

/** Hands one message to its channel. Never tries again what may already have arrived. */
export const sendMessage: Job<{ messageId: string }> = defineJob({
  name: 'send-message',
  outward: true,
  run: async ({ workspaceId, messageId }, tools) => {
    const ctx = systemContext(tools.services, workspaceId, 'send-message')
    const waiting = await findWaiting(ctx, messageId)
    if (!waiting) return
    const mayRepeat = channelOf(waiting.channel).recognisesRepeats ?? false
    const hold = await whyNotNow(ctx, waiting)
    if (hold) return postpone(ctx, waiting, hold)
    const claimed = await claimMessage(ctx, messageId, mayRepeat)
    if (!claimed) return
    const end = (message: Waiting, rest: Attempt) =>
      settleMessage(ctx, message, {
        ...rest,
        mayRepeat,
        sendAgain: (ctx, runAt) => enqueueSend(ctx, message, runAt),
      })
    if (claimed === 'doubtful')
      return end(waiting, {
        result: { outcome: 'unknown', code: 'send.interrupted' },
        handed: true,
      })
    const attempt = await tryOnce(ctx, claimed, tools)
    await end(claimed, { ...attempt, notBefore: await learn(ctx, claimed, attempt.result, tools) })
  },
})

/** One at a time per connection: mails of one customer stay in order, and a provider that hangs holds up only its own. */
export const enqueueSend = (
  ctx: Context,
  message: { id: string; connection_id: string },
  runAt?: Date,
) =>
  enqueue(
    ctx,
    sendMessage,
    { messageId: message.id },
    {
      key: `send:${message.id}`,
      queue: sendQueueOf(message.connection_id),
      ...(runAt ? { runAt } : {}),
    },
  )

type Hold = { code: string; until: Date }

const whyNotNow = async (ctx: Context, waiting: Waiting): Promise<Hold | undefined> => {
  const connection = await requireConnection(ctx, waiting.connection_id, true)
  // What is removed or reaches nobody is settled at once, by the attempt.
  if (connection.removed_at || connection.rehearsal) return undefined
  if (connection.state === 'paused')
    return { code: 'connection.paused', until: new Date(ctx.now.getTime() + pausedMs) }
  if ((await findUnsafe(ctx, waiting.id)) === 'waiting')
    return { code: 'file.not_scanned', until: new Date(ctx.now.getTime() + scanMs) }
  const admission = await admitSend(ctx, connection.id)
  return admission.go ? undefined : admission
}

/** Asked once more under a lock, so that whoever lets messages go again finds this one waiting. */
const postpone = (ctx: Context, waiting: Waiting, { code, until }: Hold) =>
  inTransaction(ctx, async (ctx) => {
    const paused = await ctx.db
      .selectFrom('connection')
      .select('state')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', waiting.connection_id)
      .forShare()
      .executeTakeFirst()
    const held = await holdSend(ctx, waiting.connection_id)
    const isHeld = paused?.state === 'paused' || held !== undefined || code === 'file.not_scanned'
    if (await postponeMessage(ctx, waiting, code))
      await enqueueSend(ctx, waiting, isHeld ? until : undefined)
  })

type Attempt = { result: SendResult; handed: boolean; notBefore?: Date | undefined }

const tryOnce = async (ctx: Context, message: Claimed, tools: JobTools): Promise<Attempt> => {
  let handed = message.handed_at !== null
  const handingOver = async () => {
    await markHandingOver(ctx, message)
    handed = true
  }
  try {
    return { result: await hand(ctx, message, handingOver, tools), handed }
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'send.not_ready'
    ctx.log.warn({ message: message.id, code }, 'a message could not be made ready for sending')
    // Channels do not throw; what is not known to have stayed here is not sent again.
    if (handed) return { result: { outcome: 'unknown', code: 'send.interrupted' }, handed }
    return { result: { outcome: 'retry', code }, handed }
  }
}

const hand = async (
  ctx: Context,
  message: Claimed,
  handingOver: () => Promise<void>,
  { services, signal }: JobTools,
): Promise<SendResult> => {
  if (message.attempts > mostInterruptions) return { outcome: 'failed', code: 'send.interrupted' }
  const { row, channel, settings } = await openConnection(ctx, message.connection_id, true)
  if (row.rehearsal) return { outcome: 'sent', providerId: `rehearsal:${message.id}` }
  if (row.removed_at) return { outcome: 'failed', code: 'connection.removed' }
  const plain = await composeOutgoing(ctx, message.id)
  const outgoing = message.marketing ? await dressOutgoing(ctx, plain) : plain
  if ('refused' in outgoing) return { outcome: 'failed', code: outgoing.refused }
  const recipients = [...outgoing.to, ...outgoing.cc].map(({ address }) => address)
  if ((await findSuppressed(ctx, message.channel, recipients)).length > 0)
    return { outcome: 'failed', code: 'address.suppressed' }
  const unsafe = await findUnsafe(ctx, message.id)
  if (unsafe === 'infected') return { outcome: 'failed', code: 'file.infected' }
  if (unsafe) return { outcome: 'failed', code: 'file.not_scannable' }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(sendMs)])
  const result = await channel.send(settings, outgoing, {
    ...sendTools(services, ctx.workspaceId, limit, message.connection_id),
    handingOver,
  })
  return result
}

/** What the attempt says of the provider; until when to leave it alone, if so. */
const learn = async (
  ctx: Context,
  { connection_id: id }: Claimed,
  result: SendResult,
  { signal }: JobTools,
): Promise<Date | undefined> => {
  // Our own stopping says nothing of anybody else.
  if (signal.aborted) return undefined
  if (result.outcome === 'sent' || result.down === false) {
    await noteProviderUp(ctx, id)
    return undefined
  }
  if (!result.down) return undefined
  const { code, detail, outcome } = result
  return noteProviderDown(ctx, id, { code, detail, atOnce: outcome === 'failed' })
}

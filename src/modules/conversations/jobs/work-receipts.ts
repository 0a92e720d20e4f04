import type { Channel, ParsedMessage } from '../../../channels/channel.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { isOutage } from '../../../foundation/server/database/is-outage.ts'
import {
  isSignedHere,
  type OpenReceipt,
  postponeReceipt,
  type Settled,
  settleReceipts,
  wasBegunTooOften,
} from '../../connections/index.ts'
import { findKnownSenders, lockIdentity, touchContacts } from '../../customers/index.ts'
import { waitForSenderChecks } from './check-senders.ts'
import { findKnownIds, storeMessageFiles, takeIn } from './take-in.ts'

const parseMs = 60_000
const mostAttempts = 4
/** Where the database was in trouble, not the input: nearly an hour. */
const mostInTrouble = 16
/** 3 s, 9 s, 27 s … */
const pauseMs = (attempts: number) => Math.min(1000 * 3 ** attempts, 5 * 60_000)

type Connection = { row: { channel: string }; channel: Channel; settings: unknown }
type Outcome =
  | { receipt: OpenReceipt; settled: Settled }
  | { receipt: OpenReceipt; message: ParsedMessage }
  | { receipt: OpenReceipt; error: unknown }

/**
 * Uses each of these once, all in one transaction; where that fails, each in its own, so that none suffers for another.
 * What no retry will make readable goes to quarantine, with the reason. Throws only when the database is away.
 */
export const workReceipts = async (
  fresh: () => Context,
  connection: Connection,
  receipts: readonly OpenReceipt[],
) => {
  const outcomes: Outcome[] = []
  for (const receipt of receipts) outcomes.push(await readOne(fresh(), connection, receipt))
  const usable = outcomes.filter((one) => !('error' in one))
  const done = usable.length > 1 && (await settleAll(fresh, connection, usable).catch(() => false))
  for (const one of done ? outcomes.filter((one) => 'error' in one) : outcomes)
    await settleAlone(fresh, connection, one)
}

const readOne = async (
  ctx: Context,
  { channel, settings }: Connection,
  receipt: OpenReceipt,
): Promise<Outcome> => {
  if (wasBegunTooOften(receipt))
    return { receipt, settled: { state: 'quarantined', code: 'parse.failed' } }
  try {
    const raw = await ctx.services.files.read(receipt.sha256)
    const parsed = await within(parseMs, channel.parse(raw, settings))
    if (parsed.kind === 'ignored')
      return { receipt, settled: { state: 'ignored', code: parsed.reason } }
    if (parsed.own && (await isOurs(ctx, parsed.providerId)))
      return { receipt, settled: { state: 'ignored', code: 'own' } }
    return { receipt, message: parsed }
  } catch (error) {
    const { name, code, detail } = error as Error & { code?: string; detail?: string }
    if (name !== 'ParseError') return { receipt, error }
    return { receipt, settled: { state: 'quarantined', code: code ?? 'parse.failed', detail } }
  }
}

const settleAll = async (fresh: () => Context, connection: Connection, outcomes: Outcome[]) =>
  inTransaction(fresh(), async ({ db }) => {
    const at = { ...fresh(), db }
    const messages = outcomes.flatMap((one) => ('message' in one ? [one.message] : []))
    const files = new Map<ParsedMessage, Awaited<ReturnType<typeof storeMessageFiles>>>()
    // Bytes first: who is who is decided one at a time for the whole workspace, and that lock lasts to the end.
    for (const message of messages) files.set(message, await storeMessageFiles(at, message))
    await lockIdentity(at)
    // Only now: the same mail may have come by another mailbox of ours at the same moment.
    const known = await findKnownIds(
      at,
      messages.map((message) => message.providerId),
    )
    const sender = await findKnownSenders(
      at,
      messages.map((message) => message.from),
    )
    const settled: { receipt: OpenReceipt; settled: Settled }[] = []
    const heard: { customerId: string; at: Date }[] = []
    for (const one of outcomes) {
      if ('settled' in one) settled.push(one)
      if (!('message' in one)) continue
      const { receipt, message } = one
      const isFirst = !known.has(message.providerId)
      known.add(message.providerId)
      // Each has its own time, so that messages stand in the order they came.
      const ctx = { ...fresh(), db }
      const stored = files.get(message) ?? []
      const taken = await takeIn(ctx, connection, receipt, message, stored, {
        isFirstOfId: isFirst,
        sender,
      })
      settled.push({ receipt, settled: taken.settled })
      if (taken.heard) heard.push(taken.heard)
    }
    await touchContacts(at, heard)
    await settleReceipts(at, settled)
    const made = settled.flatMap((one) =>
      one.settled.state === 'parsed' ? [one.settled.messageId] : [],
    )
    if (connection.channel.checkSender) await waitForSenderChecks(at, made)
    return true
  })

/** Tries one by itself; a failure that may pass is tried again later, a lasting one ends in quarantine. */
const settleAlone = async (fresh: () => Context, connection: Connection, outcome: Outcome) => {
  const { receipt } = outcome
  try {
    if ('error' in outcome) throw outcome.error
    await settleAll(fresh, connection, [outcome])
    if ('settled' in outcome && outcome.settled.state === 'quarantined')
      fresh().log.warn(
        { receipt: receipt.id, code: outcome.settled.code },
        'input went to quarantine',
      )
  } catch (error) {
    const { code } = error as { code?: string }
    fresh().log.warn({ receipt: receipt.id, code, attempt: receipt.attempts }, 'input was not used')
    const later = new Date(Date.now() + pauseMs(receipt.attempts))
    const most = isOutage(error) ? mostInTrouble : mostAttempts
    if (receipt.attempts < most) await postponeReceipt(fresh(), receipt.id, later)
    else await quarantine(fresh(), receipt)
  }
}

const quarantine = (ctx: Context, receipt: OpenReceipt) =>
  inTransaction(ctx, (ctx) =>
    settleReceipts(ctx, [{ receipt, settled: { state: 'quarantined', code: 'parse.failed' } }]),
  ).catch((late: Error) => {
    // Somebody else has used it meanwhile.
    if (!/settled meanwhile/.test(late.message)) throw late
  })

const within = <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          Object.assign(new Error('parsing took too long'), {
            name: 'ParseError',
            code: 'parse.too_slow',
          }),
        ),
      ms,
    )
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** It says that it is ours; the signature in its id, or what we sent, tells. */
const isOurs = async (ctx: Context, providerId: string) => {
  const [, id, signature] = /^<([\w-]{1,64})\.([\w-]{16})@/.exec(providerId) ?? []
  if (id && signature && isSignedHere(ctx, id, signature)) return true
  const sent = await ctx.db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('provider_id', '=', providerId)
    .where('direction', '=', 'out')
    .executeTakeFirst()
  return sent !== undefined
}

import type { Context } from '../../foundation/server/context.ts'
import { readStanding, whoseOf } from './current.ts'
import { addLine, readLatest } from './ledger.ts'
import { allPurposes, listPurposes } from './purposes.ts'
import { readMeanings } from './tracked/categories.ts'

type Stop = {
  /** Of every purpose, or of those that are marketing. */
  which: 'everything' | 'marketing'
  source: string
  evidence: Record<string, string>
}

/** By which a yes may come where nothing was ever said: what a banner's categories mean, and marketing by mail. */
const openTo = async (ctx: Context) => {
  const { data } = await listPurposes(ctx)
  const { all } = await readMeanings(ctx)
  return [
    ...data.filter(({ marketing }) => marketing).map(({ id }) => ({ id, channel: 'email' })),
    ...all().map(({ purpose, channel }) => ({ id: purpose.id, channel })),
  ]
}

/**
 * Takes back whatever a customer agreed to, of every channel and address, and what still waits to be confirmed. Where they
 * never said anything a no stands afterwards, so that no yes that a browser carries along counts. Inside the caller's
 * transaction; how many lines.
 */
export const withdrawAll = async (
  ctx: Context,
  customerId: string,
  { which, ...why }: Stop,
): Promise<number> => {
  const marketing = new Set(
    (await allPurposes(ctx)).filter((one) => one.marketing).map(({ id }) => id),
  )
  const isMeant = (purposeId: string) => which === 'everything' || marketing.has(purposeId)
  const whose = await whoseOf(ctx, customerId)
  const standing = (await readStanding(ctx, whose)).map((one) => ({
    ...one,
    customerId,
    identifierId: null,
  }))
  // Also what somebody said who was merged with them, and what a stricter word hides: it would stand again were that
  // taken back. A yes can be given again; mail after a no cannot be taken back.
  const behind = (await readLatest(ctx, whose))
    .filter((line) => line.identifier_id !== null || line.customer_id !== customerId)
    .map((line) => ({
      purposeId: line.purpose_id,
      channel: line.channel,
      state: line.state,
      customerId: line.identifier_id === null ? line.customer_id : customerId,
      identifierId: line.identifier_id,
    }))
  const agreed = [...behind, ...standing].filter(({ state }) =>
    ['given', 'pending'].includes(state),
  )
  const said = new Set(standing.map(({ purposeId, channel }) => `${purposeId} ${channel}`))
  const unsaid = new Map(
    (await openTo(ctx))
      .filter(({ id, channel }) => !said.has(`${id} ${channel}`))
      .map((one) => [`${one.id} ${one.channel}`, one]),
  )
  const lines = [
    ...agreed.map(({ purposeId, channel, customerId, identifierId }) => ({
      purposeId,
      channel,
      customerId,
      identifierId,
      state: 'withdrawn' as const,
    })),
    ...[...unsaid.values()].map(({ id, channel }) => ({
      purposeId: id,
      channel,
      customerId,
      identifierId: null,
      state: 'refused' as const,
    })),
  ].filter(({ purposeId }) => isMeant(purposeId))
  for (const line of lines) await addLine(ctx, { ...why, ...line })
  return lines.length
}

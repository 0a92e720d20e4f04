import type { Context } from '../../foundation/server/context.ts'
import { readStanding, whoseOf } from './current.ts'
import { addLine, readLatest } from './ledger.ts'

/**
 * Takes back whatever a customer agreed to, of every purpose, channel and address, and what still waits to be confirmed.
 * Inside the caller's transaction; how many lines.
 */
export const withdrawAll = async (
  ctx: Context,
  customerId: string,
  { source, evidence }: { source: string; evidence: Record<string, string> },
): Promise<number> => {
  const whose = await whoseOf(ctx, customerId)
  const standing = (await readStanding(ctx, whose)).map((one) => ({ ...one, identifierId: null }))
  const ofAddresses = (await readLatest(ctx, whose))
    .filter((line) => line.identifier_id !== null)
    .map((line) => ({
      purposeId: line.purpose_id,
      channel: line.channel,
      state: line.state,
      identifierId: line.identifier_id,
    }))
  const open = [...ofAddresses, ...standing].filter(({ state }) =>
    ['given', 'pending'].includes(state),
  )
  for (const { purposeId, channel, identifierId } of open)
    await addLine(ctx, {
      customerId,
      identifierId,
      purposeId,
      channel,
      state: 'withdrawn',
      source,
      evidence,
    })
  return open.length
}

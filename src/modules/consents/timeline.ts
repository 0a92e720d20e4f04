import type { TimelineSource } from '../customers/index.ts'
import { readLines } from './ledger.ts'
import { allPurposes } from './purposes.ts'

/** What a customer allowed and refused, as it was said. */
export const listConsentsOf: TimelineSource = async (ctx, customer, { before, limit, kinds }) => {
  if (kinds && !kinds.has('consent')) return []
  const whose = { ids: customer.ids, identifierIds: customer.identifiers.map(({ id }) => id) }
  const lines = await readLines(ctx, whose, { before, limit })
  if (lines.length === 0) return []
  const names = new Map((await allPurposes(ctx)).map((one) => [one.id, one]))
  return lines.map((line) => ({
    id: line.id,
    at: line.at,
    kind: `consent.${line.state}`,
    title: names.get(line.purpose_id)?.nameEn ?? '',
    text: null,
    channel: line.channel,
    direction: null,
    conversationId: null,
    messageId: null,
    unverified: false,
    facts: {
      purposeEn: names.get(line.purpose_id)?.nameEn ?? '',
      purposeJa: names.get(line.purpose_id)?.nameJa ?? '',
      channel: line.channel,
      source: line.source,
    },
  }))
}

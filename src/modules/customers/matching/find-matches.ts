import { type Block, blockPairs } from './block.ts'
import { countPatterns, estimate, logOdds, type Model } from './estimate.ts'
import { compareRecords, type Field, type MatchRecord } from './schema.ts'

export type Match = { a: number; b: number; odds: number; levels: Int8Array }

/** Random pairs to learn from how often strangers agree; the same each time. */
const strangers = 100_000

/**
 * Pairs of records that are more likely one person than not, by a model that learns from the records alone. `odds` is the
 * natural logarithm of the odds; `levels` says field by field why.
 */
export const findMatches = (
  records: readonly MatchRecord[],
  { fields, blocks }: { fields: readonly Field[]; blocks: readonly Block[] },
  { least = 0 }: { least?: number } = {},
): { matches: Match[]; model: Model } => {
  const pairs = blockPairs(records, blocks)
  const levels = new Int8Array(fields.length)
  const eachPair = function* () {
    for (let at = 0; at < pairs.length; at += 2) {
      compareRecords(fields, records[pairs[at]!]!, records[pairs[at + 1]!]!, levels)
      yield levels
    }
  }
  const eachStranger = function* () {
    let state = 1
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * records.length)
    }
    for (let n = 0; n < strangers && records.length > 1; n += 1) {
      const [a, b] = [next(), next()]
      if (a === b) continue
      compareRecords(fields, records[a]!, records[b]!, levels)
      yield levels
    }
  }
  const model = estimate(fields, countPatterns(eachPair()), countPatterns(eachStranger()))
  const matches: Match[] = []
  let at = 0
  for (const agreed of eachPair()) {
    const odds = logOdds(model, agreed)
    if (odds >= least)
      matches.push({ a: pairs[at]!, b: pairs[at + 1]!, odds, levels: agreed.slice() })
    at += 2
  }
  return { matches, model }
}

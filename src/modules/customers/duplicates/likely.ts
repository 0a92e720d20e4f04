import type { MatchRecord } from '../matching/schema.ts'
import type { Candidates } from './candidates.ts'
import { compare } from './compare.ts'
import type { Crowd } from './crowd.ts'
import type { Scheme } from './record.ts'
import { type Decided, learn, type Reason, type Weights, weigh } from './weigh.ts'

/** Below one in four nobody needs to look. */
const leastOdds = -1
/** The model is learned from the pairs of so many customers. */
const sampleSize = 5000

/** Two customers, the smaller id first, and how likely they are one person. */
export type LikelyPair = { a: string; b: string; odds: number; reasons: Reason[] }

/** Learns from a sample, spread over all, how much each agreement tells, without being told who is who. */
export const learnFrom = (
  crowd: Crowd,
  candidates: Candidates,
  { fields }: Scheme,
  decided: readonly Decided[],
): Weights => {
  const total = crowd.ids.length
  const size = Math.min(sampleSize, total)
  const sample = Array.from({ length: size }, (_, n) => Math.floor((n * total) / size))
  const vectors = function* () {
    const levels = new Int8Array(fields.length)
    for (const place of sample) {
      const a = crowd.recordAt(place)
      for (const other of candidates.of(place)) {
        if (other < place) continue
        compare(fields, a, crowd.recordAt(other), levels)
        yield levels
      }
    }
  }
  return learn(fields, vectors(), sample.map(crowd.recordAt), decided, total)
}

/** Says of two, the smaller id first, how likely they are one person; nothing where nobody needs to look. */
export const createJudge = ({ fields }: Scheme, weights: Weights) => {
  const levels = new Int8Array(fields.length)
  return (a: MatchRecord, b: MatchRecord): LikelyPair | undefined => {
    compare(fields, a, b, levels)
    const { odds, reasons } = weigh(fields, weights, levels, a, b)
    return odds >= leastOdds ? { a: a.id, b: b.id, odds, reasons } : undefined
  }
}

/** Of the candidates of the places `from` … `to`, those who are rather one person; each pair at its smaller place. */
export const likelyPairs = (
  crowd: Crowd,
  candidates: Candidates,
  judge: ReturnType<typeof createJudge>,
  [from, to]: readonly [from: number, to: number],
): LikelyPair[] => {
  const found: LikelyPair[] = []
  for (let place = from; place < to; place += 1) {
    const partners = candidates.of(place).filter((other) => other > place)
    if (partners.length === 0) continue
    const a = crowd.recordAt(place)
    for (const other of partners) {
      const pair = judge(a, crowd.recordAt(other))
      if (pair) found.push(pair)
    }
  }
  return found
}

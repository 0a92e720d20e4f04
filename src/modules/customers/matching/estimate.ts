import { type Field, levelsOf, unknown } from './schema.ts'

/** For each field, how often each level is seen among pairs of one person (m) and of two (u). */
export type Model = { lambda: number; m: number[][]; u: number[][] }

export type Pattern = { levels: Int8Array; count: number }

/** Pairs that agree alike count as one: there are few ways to agree, and millions of pairs. */
export const countPatterns = (vectors: Iterable<Int8Array>): Pattern[] => {
  const patterns = new Map<string, Pattern>()
  for (const levels of vectors) {
    const key = levels.join()
    const known = patterns.get(key)
    if (known) known.count += 1
    else patterns.set(key, { levels: levels.slice(), count: 1 })
  }
  return [...patterns.values()]
}

/** Nothing is impossible: what was never seen has this share. */
const floor = 1e-6

/** What is believed before anything is seen, as so many pairs of each kind. */
export type Prior = Pick<Model, 'm' | 'u'> & { weight: number }
/** Pairs that somebody decided. */
export type Decided = Pattern & { same: boolean }

/**
 * Fellegi and Sunter's model fitted without labels, by expectation maximisation (Winkler 1988; Dempster, Laird and Rubin
 * 1977). `u` begins at what random pairs show; decided pairs are believed as they were decided.
 */
export const estimate = (
  fields: readonly Field[],
  patterns: readonly Pattern[],
  random: readonly Pattern[],
  {
    rounds = 100,
    prior,
    decided = [],
  }: { rounds?: number; prior?: Prior; decided?: readonly Decided[] } = {},
): Model => {
  const guess = fields.map(({ kind }) => {
    const rest = levelsOf[kind] - 1
    return [0.8, ...Array.from({ length: rest }, () => 0.2 / rest)]
  })
  const all = [...patterns, ...decided]
  const believe = (model: Model) =>
    all.map((pattern) =>
      'same' in pattern ? Number(pattern.same) : posterior(model, pattern.levels),
    )
  const before = (of: 'm' | 'u') => prior && { shares: prior[of], weight: prior.weight }
  const model: Model = {
    lambda: 0.2,
    m: prior?.m ?? guess,
    u: shares(fields, random, () => 1, before('u')),
  }
  for (let round = 0; round < rounds; round += 1) {
    const belief = believe(model)
    const half = prior ? prior.weight / 2 : 0
    const total = all.reduce((sum, { count }) => sum + count, 2 * half)
    const matched = all.reduce((sum, { count }, at) => sum + count * belief[at]!, half)
    const next = {
      lambda: Math.min(0.999, Math.max(floor, matched / total)),
      m: shares(fields, all, (at) => belief[at]!, before('m')),
      u: shares(fields, all, (at) => 1 - belief[at]!, before('u')),
    }
    const moved = Math.abs(next.lambda - model.lambda)
    Object.assign(model, next)
    if (moved < 1e-7) break
  }
  return model
}

const shares = (
  fields: readonly Field[],
  patterns: readonly Pattern[],
  weight: (at: number) => number,
  before?: { shares: number[][]; weight: number },
): number[][] =>
  fields.map(({ kind }, field) => {
    const seen = Array.from(
      { length: levelsOf[kind] },
      (_, level) => floor + (before ? before.weight * before.shares[field]![level]! : 0),
    )
    patterns.forEach(({ levels, count }, at) => {
      const level = levels[field]!
      if (level !== unknown) seen[level]! += count * weight(at)
    })
    const total = seen.reduce((sum, one) => sum + one, 0)
    return seen.map((one) => Math.max(floor, one / total))
  })

/** Log-odds (natural) that a pair with these levels is one person. */
export const logOdds = ({ lambda, m, u }: Model, levels: Int8Array): number => {
  let sum = Math.log(lambda / (1 - lambda))
  for (let field = 0; field < m.length; field += 1) {
    const level = levels[field]!
    if (level !== unknown) sum += Math.log(m[field]![level]! / u[field]![level]!)
  }
  return sum
}

export const posterior = (model: Model, levels: Int8Array): number =>
  1 / (1 + Math.exp(-logOdds(model, levels)))

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

/**
 * Fellegi and Sunter's model fitted without labels, by expectation maximisation (Winkler 1988; Dempster, Laird and Rubin
 * 1977). `u` begins at what random pairs show.
 */
export const estimate = (
  fields: readonly Field[],
  patterns: readonly Pattern[],
  random: readonly Pattern[],
  { rounds = 100 }: { rounds?: number } = {},
): Model => {
  const guess = fields.map(({ kind }) => {
    const rest = levelsOf[kind] - 1
    return [0.8, ...Array.from({ length: rest }, () => 0.2 / rest)]
  })
  const model: Model = { lambda: 0.2, m: guess, u: shares(fields, random, () => 1) }
  for (let round = 0; round < rounds; round += 1) {
    const belief = patterns.map((pattern) => posterior(model, pattern.levels))
    const total = patterns.reduce((sum, { count }) => sum + count, 0)
    const matched = patterns.reduce((sum, { count }, at) => sum + count * belief[at]!, 0)
    const next = {
      lambda: Math.min(0.999, Math.max(floor, matched / total)),
      m: shares(fields, patterns, (at) => belief[at]!),
      u: shares(fields, patterns, (at) => 1 - belief[at]!),
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
): number[][] =>
  fields.map(({ kind }, field) => {
    const seen = new Array<number>(levelsOf[kind]).fill(floor)
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

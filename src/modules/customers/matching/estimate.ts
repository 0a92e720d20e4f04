import { unknown } from './schema.ts'

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

/** Probability (Fellegi and Sunter 1969) that a pair with these levels is one person. */
export const posterior = ({ lambda, m, u }: Model, levels: Int8Array): number => {
  let odds = Math.log(lambda / (1 - lambda))
  for (let field = 0; field < m.length; field += 1) {
    const level = levels[field]!
    if (level !== unknown) odds += Math.log(m[field]![level]! / u[field]![level]!)
  }
  return 1 / (1 + Math.exp(-odds))
}

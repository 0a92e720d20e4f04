import {
  countPatterns,
  type Decided,
  estimate,
  type Model,
  type Prior,
} from '../matching/estimate.ts'
import { type Field, levelsOf, type MatchRecord, unknown } from '../matching/schema.ts'
import { compare, place, standardFields } from './record.ts'

/** How much an agreement on a value tells that more people have than others: `common` is its share among customers. */
export type Weights = { model: Model; common: Record<string, number>[]; size: number }
export type Reason = { field: string; level: number; weight: number }

/** How often strangers agree, roughly, where too little is known to tell. */
const usual: Partial<Record<keyof typeof place, number>> = {
  given: 0.02,
  family: 0.03,
  name: 0.002,
  reading: 0.003,
  email: 0.0005,
  'mail-name': 0.003,
  phone: 0.0005,
  postcode: 0.01,
  region: 0.1,
  city: 0.05,
  street: 0.005,
  building: 0.02,
  birthday: 0.0005,
}

const priorOf = (fields: readonly Field[], weight: number): Prior => {
  const rest = (kind: Field['kind'], first: number, weights: readonly number[]) => {
    const levels = levelsOf[kind] - 1
    const shares = weights.slice(-levels)
    const total = shares.reduce((sum, one) => sum + one, 0)
    return [first, ...shares.map((one) => ((1 - first) * one) / total)]
  }
  return {
    weight,
    m: fields.map(({ kind }) => rest(kind, 0.8, [4, 2, 2])),
    u: fields.map(({ key, kind }) =>
      rest(kind, usual[key as keyof typeof place] ?? 0.01, [1, 3, 96]),
    ),
  }
}

/** The prior counts as so many pairs: much beside a handful of customers, next to nothing beside thousands. */
const priorPairs = 40

export const learn = (
  fields: readonly Field[],
  pairs: Iterable<Int8Array>,
  records: readonly MatchRecord[],
  decided: readonly Decided[],
): Weights => {
  const strangers = countPatterns(eachStranger(fields, records))
  const model = estimate(fields, countPatterns(pairs), strangers, {
    prior: priorOf(fields, priorPairs),
    decided,
  })
  return { model, common: countCommon(fields, records), size: records.length }
}

/** Random pairs to learn from how often strangers agree; the same each time. */
const eachStranger = function* (fields: readonly Field[], records: readonly MatchRecord[]) {
  const levels = new Int8Array(fields.length)
  let state = 1
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * records.length)
  }
  const count = Math.min(50_000, records.length * 20)
  for (let n = 0; n < count && records.length > 1; n += 1) {
    const [a, b] = [next(), next()]
    if (a === b) continue
    compare(fields, records[a]!, records[b]!, levels)
    yield levels
  }
}

const leastCommon = 3
const mostCommon = 2000

/** Shares of the values that several have: of everybody else's it is known that they are rare. */
const countCommon = (fields: readonly Field[], records: readonly MatchRecord[]) =>
  fields.map((_, at) => {
    const counts = new Map<string, number>()
    for (const { values } of records) {
      const value = values[at]!
      if (value) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const known = [...counts.values()].reduce((sum, one) => sum + one, 0)
    return Object.fromEntries(
      [...counts]
        .filter(([, count]) => count >= leastCommon)
        .sort(([, a], [, b]) => b - a)
        .slice(0, mostCommon)
        .map(([value, count]) => [value, count / known]),
    )
  })

/** A common value's agreement tells less, and a rare one's more, but never so much that it decides alone. */
const mostRare = 1.5
const tellsByValue = (at: number, { common, size, model }: Weights, value: string) => {
  const usualShare = model.u[at]![0]!
  const share = Object.hasOwn(common[at]!, value) ? common[at]![value]! : 1.5 / Math.max(size, 100)
  return Math.max(-3, Math.min(mostRare, Math.log(usualShare / share)))
}
const byValue = new Set<number>([place.given, place.family, place.name, place.reading, place.city])

/** Natural log-odds that two records are one person, and field by field why; what counts most first. */
export const weigh = (
  fields: readonly Field[],
  weights: Weights,
  levels: Int8Array,
  a: MatchRecord,
): { odds: number; reasons: Reason[] } => {
  const { lambda, m, u } = weights.model
  let odds = Math.log(lambda / (1 - lambda))
  const reasons: Reason[] = []
  for (const [at, { key }] of fields.entries()) {
    const level = levels[at]!
    if (level === unknown) continue
    let weight = Math.log(m[at]![level]! / u[at]![level]!)
    if (level === 0 && (byValue.has(at) || at >= standardFields))
      weight += tellsByValue(at, weights, a.values[at]!)
    odds += weight
    reasons.push({ field: key, level, weight: Math.round(weight * 100) / 100 })
  }
  reasons.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
  return { odds, reasons }
}

/** What a decided pair's reasons say of its levels. */
export const levelsFrom = (fields: readonly Field[], reasons: readonly Reason[]): Int8Array => {
  const levels = new Int8Array(fields.length).fill(unknown)
  for (const { field, level } of reasons) {
    const at = fields.findIndex(({ key }) => key === field)
    if (at >= 0 && level < levelsOf[fields[at]!.kind]) levels[at] = level
  }
  return levels
}

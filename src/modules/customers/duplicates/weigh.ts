import { countPatterns, type Model, type Pattern, posterior } from '../matching/estimate.ts'
import { type Field, levelsOf, type MatchRecord, unknown } from '../matching/schema.ts'
import { compare } from './compare.ts'
import type { place } from './record.ts'

/** A pair that somebody decided. */
export type Decided = { levels: Int8Array; same: boolean }
/**
 * How much each agreement tells. `common` is the share of customers with a value that several have; any other value is
 * taken to be had by `rare` of them.
 */
export type Weights = { model: Model; common: Record<string, number>[]; rare: number[] }
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

/** What is believed of pairs of one person before any is seen, as so many pairs. */
const priorPairs = 40
const priorOf = (kind: Field['kind']) =>
  [0.8, 0.1, 0.05, 0.05].slice(0, levelsOf[kind] - 1).concat(kind === 'code' ? [0.2] : [0.05])
/** Chances of any two customers to be one person, per customer: at first, and within which it is believed. */
const duplicatesEach = { first: 0.1, least: 0.002, most: 5 }
const rounds = 40
/** Even among few customers, a number or an address of one's own is one in so many. */
const leastMany = 5000

/**
 * Fellegi and Sunter's model, fitted without labels. How often strangers agree is counted from the values themselves and
 * from pairs drawn by lot, and stays; how often one person's records agree, and how many such pairs there are, is learned
 * by expectation maximisation from the candidates. Decided pairs are believed as they were decided.
 */
export const learn = (
  fields: readonly Field[],
  pairs: Iterable<Int8Array>,
  records: readonly MatchRecord[],
  decided: readonly Decided[],
  /** Customers in all, of whom `records` are a sample. */
  total: number,
): Weights => {
  const patterns = countPatterns(pairs)
  const { common, rare, chance } = countValues(fields, records, total)
  const u = strangersAgree(fields, countPatterns(eachStranger(fields, records)), chance)
  const each = (share: number) => Math.min(0.5, share / Math.max(1, total - 1))
  const model: Model = {
    lambda: each(duplicatesEach.first),
    m: fields.map(({ kind }) => priorOf(kind)),
    u,
  }
  const believed = decided.map(({ levels, same }) => ({ levels, count: 1, belief: Number(same) }))
  for (let round = 0; round < rounds; round += 1) {
    const all = [
      ...patterns.map((one) => ({ ...one, belief: posterior(model, one.levels) })),
      ...believed,
    ]
    const matched = all.reduce((sum, { count, belief }) => sum + count * belief, 0)
    const perCustomer = (2 * matched) / Math.max(1, records.length)
    model.lambda = each(Math.min(duplicatesEach.most, Math.max(duplicatesEach.least, perCustomer)))
    model.m = fields.map(({ kind }, at) => sharesOf(all, at, priorOf(kind)))
  }
  return { model, common, rare }
}

const sharesOf = (
  all: readonly { levels: Int8Array; count: number; belief: number }[],
  at: number,
  prior: readonly number[],
) => {
  const seen = prior.map((share) => share * priorPairs)
  for (const { levels, count, belief } of all) {
    const level = levels[at]!
    if (level !== unknown) seen[level]! += count * belief
  }
  const sum = seen.reduce((total, one) => total + one, 0)
  return seen.map((one) => Math.max(1e-4, one / sum))
}

/** Shares of the levels among strangers: wholly by the values' own shares, the others as pairs drawn by lot show. */
const strangersAgree = (
  fields: readonly Field[],
  patterns: readonly Pattern[],
  chance: readonly number[],
) =>
  fields.map(({ kind }, at) => {
    const rest = Array.from({ length: levelsOf[kind] - 1 }, (_, n) =>
      n === levelsOf[kind] - 2 ? 20 : 0.5,
    )
    for (const { levels, count } of patterns) {
      const level = levels[at]!
      if (level > 0) rest[level - 1]! += count
    }
    const sum = rest.reduce((total, one) => total + one, 0)
    return [chance[at]!, ...rest.map((one) => Math.max(1e-6, ((1 - chance[at]!) * one) / sum))]
  })

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
/** So many records count as much as what is believed beforehand. */
const usualRecords = 200

/**
 * Which values several customers have, and how probably two strangers have the same. Two with the same value may well be
 * one person, so only three show that a value is common.
 */
const countValues = (fields: readonly Field[], records: readonly MatchRecord[], total: number) => {
  const found = fields.map(({ key }, at) => {
    const counts = new Map<string, number>()
    for (const { values } of records) {
      const value = values[at]!
      if (value) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const known = [...counts.values()].reduce((sum, one) => sum + one, 0)
    const common = [...counts].filter(([, count]) => count >= leastCommon)
    const inCommon = common.reduce((sum, [, count]) => sum + count, 0)
    const isOwn = inCommon < known / 20
    const rare = isOwn ? 1 / Math.max(total, leastMany) : 1.5 / Math.max(known, usualRecords)
    const seen =
      known === 0
        ? 0
        : common.reduce((sum, [, count]) => sum + (count / known) ** 2, 0) +
          ((known - inCommon) / known) * rare
    const usualShare = usual[key as keyof typeof place] ?? 0.01
    return {
      rare,
      chance: (known * seen + usualRecords * usualShare) / (known + usualRecords),
      common: Object.fromEntries(
        common
          .sort(([, a], [, b]) => b - a)
          .slice(0, mostCommon)
          .map(([value, count]) => [value, count / known]),
      ),
    }
  })
  return {
    common: found.map((one) => one.common),
    rare: found.map((one) => one.rare),
    chance: found.map((one) => one.chance),
  }
}

const shareOf = ({ common, rare }: Weights, at: number, value: string) =>
  Object.hasOwn(common[at]!, value) ? common[at]![value]! : rare[at]!

/** Natural log-odds that two records are one person, and field by field why; what counts most first. */
export const weigh = (
  fields: readonly Field[],
  weights: Weights,
  levels: Int8Array,
  a: MatchRecord,
  b: MatchRecord,
): { odds: number; reasons: Reason[] } => {
  const { lambda, m, u } = weights.model
  let odds = Math.log(lambda / (1 - lambda))
  const reasons: Reason[] = []
  for (const [at, { key }] of fields.entries()) {
    const level = levels[at]!
    if (level === unknown) continue
    // Two who are called Sato tell less than two who have a name of their own.
    const strangers =
      level === 0 ? shareOf(weights, at, a.values[at]! || b.values[at]!) : u[at]![level]!
    const weight = Math.log(m[at]![level]! / strangers)
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

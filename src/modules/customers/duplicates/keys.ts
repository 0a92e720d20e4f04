import type { MatchRecord } from '../matching/schema.ts'
import { place, standardFields } from './record.ts'

/** A whole number below 2⁵³; two keys that meet by chance are compared like any other pair and found different. */
const hash = (text: string) => {
  let low = 0x811c9dc5
  let high = 0x9e3779b9
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x85ebca6b)
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0)
}

/** A key of several parts; none where one of them is not long enough. */
const key = (
  ...parts: readonly (readonly [text: string, from: number, to: number, least: number])[]
) => {
  const cut: string[] = []
  for (const [text, from, to, least] of parts) {
    const part = text.slice(from, to)
    if (part.length < least) return undefined
    cut.push(part)
  }
  return cut.join('\u001f')
}
const all = Number.POSITIVE_INFINITY

/**
 * What two records of one person have in common nearly always: one of these. `thorough` adds keys that many strangers
 * share where there are many customers.
 */
export const keysOf = ({ values }: MatchRecord, thorough: boolean): number[] => {
  const of = (name: keyof typeof place) => values[place[name]]!
  const names = [of('given'), of('family')].filter(Boolean).sort().join(' ') || of('name')
  const reading = of('reading')
  const address = of('city') + of('street')
  const own = values.slice(standardFields)
  const few = [
    key([of('email'), 0, all, 5]),
    key([of('phone'), 0, all, 7]),
    key([of('phone'), -8, all, 6]),
    key([of('mail-name'), 0, all, 4]),
    key([of('birthday'), 0, all, 8], [of('postcode'), 0, all, 3]),
    key([of('birthday'), 0, all, 8], [of('name'), 0, 1, 1]),
    key([of('birthday'), 0, all, 8], [reading, 0, 2, 2]),
    key([of('postcode'), 0, all, 3], [of('name'), 0, 2, 2]),
    key([of('postcode'), 0, all, 3], [reading, 0, 3, 3]),
    key([names, 0, all, 2], [address, 0, 6, 3]),
    key([address, 0, all, 6]),
    key([names, 0, all, 2]),
    key([reading, 0, all, 4]),
    ...own.map((value) => key([value, 0, all, 4])),
  ]
  const more = thorough
    ? [
        key([of('birthday'), 0, all, 8]),
        key([of('birthday'), 0, 4, 4], [of('given'), 0, 3, 2]),
        key([of('birthday'), 0, 4, 4], [of('family'), 0, 3, 2]),
        key([of('birthday'), 4, all, 4], [of('postcode'), 0, all, 3]),
        key([of('street'), 0, all, 4]),
        key([of('postcode'), 0, all, 3], [of('family'), 0, 3, 2]),
        key([of('postcode'), 0, all, 3], [of('given'), 0, 3, 2]),
        ...own.flatMap((value) => [key([value, 0, 5, 5]), key([value, 2, all, 4])]),
      ]
    : []
  const found = [...few, ...Array<undefined>(40 - few.length), ...more].flatMap((text, at) =>
    text === undefined ? [] : hash(`${at} ${text}`),
  )
  return [...new Set(found)]
}

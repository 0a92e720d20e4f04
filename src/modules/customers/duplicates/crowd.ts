import type { MatchRecord } from '../matching/schema.ts'
import { keysOf } from './keys.ts'

/** A place takes so many bits beside the upper ones of a key. */
const placeBits = 24
const mostPeople = 2 ** placeBits
/** No text of the database holds it. */
const separator = '\u0000'

/**
 * Everybody who is compared, held in little memory: of each a text and some numbers. A place is a customer's number in the
 * order of adding.
 */
export type Crowd = {
  readonly ids: readonly string[]
  /** Errors: more than 16 million. */
  add: (record: MatchRecord) => void
  recordAt: (place: number) => MatchRecord
  /** Keys with who has them, in the order of the keys; only of places that `isWanted`. */
  sortKeys: (isWanted?: (place: number) => boolean) => SortedKeys
}
export type SortedKeys = {
  length: number
  placeOf: (at: number) => number
  keyOf: (at: number) => number
  /** Whether the key at `at` is another than the one before. */
  isOther: (at: number) => boolean
}

export const createCrowd = (thorough: boolean): Crowd => {
  const ids: string[] = []
  const texts: string[] = []
  /** The keys of all, one after the other; `ends` says where each one's are over. */
  let keys = new Float64Array(1 << 12)
  const ends: number[] = []
  const endOf = (place: number) => (place < 0 ? 0 : ends[place]!)
  return {
    ids,
    add: (record) => {
      if (ids.length === mostPeople) throw new RangeError(`more than ${mostPeople} customers`)
      const own = keysOf(record, thorough)
      const start = endOf(ids.length - 1)
      const end = start + own.length
      if (end > keys.length) {
        const larger = new Float64Array(2 * Math.max(end, keys.length))
        larger.set(keys)
        keys = larger
      }
      keys.set(own, start)
      ends.push(end)
      ids.push(record.id)
      texts.push(record.values.join(separator))
    },
    recordAt: (place) => ({ id: ids[place]!, values: texts[place]!.split(separator) }),
    sortKeys: (isWanted = () => true) => {
      const places = ids.keys().filter(isWanted)
      return sort(keys, endOf, [...places])
    },
  }
}

/** Whole numbers of 64 bits, each the upper 40 of a key and a place: sorted, who shares a key stands together. */
const sort = (
  keys: Float64Array,
  endOf: (place: number) => number,
  places: readonly number[],
): SortedKeys => {
  let length = 0
  for (const place of places) length += endOf(place) - endOf(place - 1)
  const packed = new BigUint64Array(length)
  const halves = new Uint32Array(packed.buffer)
  let at = 0
  for (const place of places)
    for (let own = endOf(place - 1); own < endOf(place); own += 1) {
      const upper = upperOf(keys[own]!)
      halves[at] = (upper % 256) * 2 ** placeBits + place
      halves[at + 1] = Math.floor(upper / 256)
      at += 2
    }
  packed.sort()
  const placeOf = (at: number) => halves[2 * at]! & (mostPeople - 1)
  return {
    length,
    placeOf,
    keyOf: (at) => {
      const upper = halves[2 * at + 1]! * 256 + (halves[2 * at]! >>> placeBits)
      const place = placeOf(at)
      const own = keys.subarray(endOf(place - 1), endOf(place))
      return own.find((key) => upperOf(key) === upper)!
    },
    isOther: (at) =>
      halves[2 * at + 1] !== halves[2 * at - 1] ||
      halves[2 * at]! >>> placeBits !== halves[2 * at - 2]! >>> placeBits,
  }
}

/** The 40 upper of 52 bits. Two keys that meet by chance are compared like any other pair and found different. */
export const upperOf = (key: number) => Math.floor(key / 2 ** 12)

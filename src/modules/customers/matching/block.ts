import type { MatchRecord } from './schema.ts'

/** Parts of values that two records of one person probably share together; a record that lacks one is left out. */
export type Block = readonly { field: number; from?: number; to?: number }[]

/** A place in the list takes this many bits of a number, beside 31 of a hash. */
const placeBits = 2 ** 21
export const mostRecords = placeBits

/** FNV-1a, 32 bits. Two keys that meet by chance are compared like any other pair and found different. */
const begin = 0x811c9dc5
const mix = (hash: number, code: number) => Math.imul(hash ^ code, 0x01000193)

/** 31 bits of the record's key, or −1 where a part is missing. */
const keyOf = (block: Block, values: readonly string[]): number => {
  let hash = begin
  for (const { field, from = 0, to = Number.POSITIVE_INFINITY } of block) {
    const value = values[field]!
    const end = Math.min(to, value.length)
    if (end - from < 1) return -1
    for (let at = from; at < end; at += 1) hash = mix(hash, value.charCodeAt(at))
    hash = mix(hash, 0x1f)
  }
  return hash >>> 1
}

/**
 * Pairs of places in `records` (a, b, a, b … with a < b) that share the key of some block, each once, in order. Keys that
 * more than `most` share tell nothing, and are left to the other blocks. Errors: more than `mostRecords` records.
 */
export const blockPairs = (
  records: readonly MatchRecord[],
  blocks: readonly Block[],
  { most = 50 }: { most?: number } = {},
): Uint32Array => {
  if (records.length > mostRecords) throw new RangeError(`more than ${mostRecords} records`)
  const found = createPairs()
  const keys = new Float64Array(records.length)
  for (const block of blocks) {
    let count = 0
    for (let place = 0; place < records.length; place += 1) {
      const key = keyOf(block, records[place]!.values)
      if (key < 0) continue
      keys[count] = key * placeBits + place
      count += 1
    }
    const sorted = keys.subarray(0, count).sort()
    for (let start = 0; start < count; ) {
      const key = Math.floor(sorted[start]! / placeBits)
      let end = start + 1
      while (end < count && Math.floor(sorted[end]! / placeBits) === key) end += 1
      if (end - start <= most)
        for (let i = start; i < end; i += 1)
          for (let j = i + 1; j < end; j += 1)
            found.add(sorted[i]! % placeBits, sorted[j]! % placeBits)
      start = end
    }
  }
  return found.once()
}

/** Pairs as numbers, in memory that grows: an object each would be many times as much. */
const createPairs = () => {
  let pairs = new Float64Array(1 << 16)
  let count = 0
  return {
    add: (a: number, b: number) => {
      if (count === pairs.length) {
        const larger = new Float64Array(count * 2)
        larger.set(pairs)
        pairs = larger
      }
      pairs[count] = a * placeBits + b
      count += 1
    },
    once: () => {
      const sorted = pairs.subarray(0, count).sort()
      const places = new Uint32Array(count * 2)
      let at = 0
      let last = -1
      for (const pair of sorted) {
        if (pair === last) continue
        last = pair
        places[at] = Math.floor(pair / placeBits)
        places[at + 1] = pair % placeBits
        at += 2
      }
      return places.subarray(0, at)
    },
  }
}

import type { Crowd } from './crowd.ts'

/** Keys that more customers share tell nothing, and are left to the other keys. */
export const mostSharing = 50
/** Candidates of one customer; who shares a rare key comes before who shares a common one. */
export const mostEach = 20

/** Of each place the places it is to be compared with, in no order; every pair is told at both. */
export type Candidates = { of: (place: number) => Uint32Array; pairs: number }

/** Who shares a key, beginning with the rarest keys, until everybody has enough to be compared with. */
export const findCandidates = (crowd: Crowd): Candidates => {
  const partners = new Uint32Array(crowd.ids.length * mostEach)
  const counts = new Uint8Array(crowd.ids.length)
  let pairs = 0
  const join = (a: number, b: number) => {
    const [mine, theirs] = [counts[a]!, counts[b]!]
    if (mine === mostEach || theirs === mostEach) return
    for (let at = a * mostEach; at < a * mostEach + mine; at += 1) if (partners[at] === b) return
    partners[a * mostEach + mine] = b
    partners[b * mostEach + theirs] = a
    counts[a] = mine + 1
    counts[b] = theirs + 1
    pairs += 1
  }
  const keys = crowd.sortKeys()
  const starts = groupBySize(keys)
  for (let size = 2; size <= mostSharing; size += 1)
    for (const start of starts[size]!)
      for (let i = start; i < start + size; i += 1)
        for (let j = i + 1; j < start + size; j += 1) join(keys.placeOf(i), keys.placeOf(j))
  return {
    of: (place) => partners.subarray(place * mostEach, place * mostEach + counts[place]!),
    pairs,
  }
}

/** Where those begin who share a key, by how many they are. */
const groupBySize = (keys: ReturnType<Crowd['sortKeys']>): number[][] => {
  const starts: number[][] = Array.from({ length: mostSharing + 1 }, () => [])
  for (let start = 0; start < keys.length; ) {
    let end = start + 1
    while (end < keys.length && !keys.isOther(end)) end += 1
    if (end - start > 1 && end - start <= mostSharing) starts[end - start]!.push(start)
    start = end
  }
  return starts
}

/** Who shares a key; `ids` at most `mostSharing`. */
export type Sharing = { key: number; ids: readonly string[] }

/**
 * Of those who share keys with some customers, whom to compare these with: the choice that `findCandidates` makes, among
 * fewer. The smaller id first, each pair once.
 */
export const chooseRarest = (
  groups: readonly Sharing[],
  some: ReadonlySet<string>,
): [string, string][] => {
  const partners = new Map<string, Set<string>>()
  const of = (id: string) => {
    const known = partners.get(id) ?? new Set()
    partners.set(id, known)
    return known
  }
  const pairs: [string, string][] = []
  const join = (a: string, b: string) => {
    const [mine, theirs] = [of(a), of(b)]
    if (mine.size === mostEach || theirs.size === mostEach || mine.has(b)) return
    mine.add(b)
    theirs.add(a)
    pairs.push([a, b])
  }
  const rarestFirst = groups.toSorted(
    (one, other) => one.ids.length - other.ids.length || one.key - other.key,
  )
  for (const { ids } of rarestFirst) {
    const sorted = ids.toSorted()
    for (const [at, a] of sorted.entries())
      for (const b of sorted.slice(at + 1)) if (some.has(a) || some.has(b)) join(a, b)
  }
  return pairs
}

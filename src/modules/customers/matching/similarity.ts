/** Written over by every comparison: there are millions, one at a time, and none keeps anything. */
let taken = new Uint8Array(64)
let found = new Uint16Array(64)
let rows = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)] as const

const makeRoom = (length: number) => {
  if (length < taken.length) return
  taken = new Uint8Array(2 * length)
  found = new Uint16Array(2 * length)
  rows = [new Uint16Array(2 * length), new Uint16Array(2 * length), new Uint16Array(2 * length)]
}

/**
 * Jaro similarity with Winkler's bonus for a common beginning, 0 … 1 (Winkler 1990, "String comparator metrics and enhanced
 * decision rules in the Fellegi-Sunter model of record linkage").
 */
export const jaroWinkler = (a: string, b: string): number => {
  if (a === b) return 1
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length === 0) return 0
  makeRoom(long.length)
  taken.fill(0, 0, long.length)
  const reach = Math.max(0, (long.length >> 1) - 1)
  let m = 0
  for (let i = 0; i < short.length; i += 1) {
    const end = Math.min(long.length, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j += 1) {
      if (taken[j] || short.charCodeAt(i) !== long.charCodeAt(j)) continue
      taken[j] = 1
      found[m] = short.charCodeAt(i)
      m += 1
      break
    }
  }
  if (m === 0) return 0
  let crossed = 0
  let at = 0
  for (let j = 0; j < long.length; j += 1) {
    if (!taken[j]) continue
    if (long.charCodeAt(j) !== found[at]) crossed += 1
    at += 1
  }
  const jaro = (m / short.length + m / long.length + (m - crossed / 2) / m) / 3
  let same = 0
  while (same < 4 && same < short.length && short.charCodeAt(same) === long.charCodeAt(same))
    same += 1
  return jaro + same * 0.1 * (1 - jaro)
}

/**
 * Edits (insert, delete, replace, swap of neighbours) from one text to the other, at most `most` + 1: beyond that nobody
 * asks how many (Damerau 1964; optimal string alignment).
 */
export const editsBetween = (a: string, b: string, most: number): number => {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most) return most + 1
  makeRoom(b.length + 1)
  let [before, last, row] = rows as readonly [Uint16Array, Uint16Array, Uint16Array]
  for (let j = 0; j <= b.length; j += 1) last[j] = j
  for (let i = 1; i <= a.length; i += 1) {
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j += 1) {
      const differs = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + differs)
      const isSwap =
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      if (isSwap) best = Math.min(best, before[j - 2]! + 1)
      row[j] = best
      least = Math.min(least, best)
    }
    // A swap may still lead around this row, by one edit.
    if (least > most + 1) return most + 1
    const free = before
    before = last
    last = row
    row = free
  }
  return Math.min(last[b.length]!, most + 1)
}

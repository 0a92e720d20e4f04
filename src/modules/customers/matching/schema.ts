import { editsBetween, jaroWinkler } from './similarity.ts'

/** What kind of thing a field holds decides how two values are compared. */
export type FieldKind = 'name' | 'text' | 'number' | 'date' | 'code'
export type Field = {
  key: string
  kind: FieldKind
  /** Fields whose values people mix up with this one's: given name and surname, two lines of an address. */
  swaps?: string
}

/** Values folded already; empty where nothing is known. */
export type MatchRecord = { id: string; values: readonly string[] }

/** Levels of agreement, best first; the last is disagreement. −1 is "cannot tell". */
export const levelsOf: Record<FieldKind, number> = { name: 4, text: 4, number: 4, date: 4, code: 2 }
export const unknown = -1

export const compareValues = (kind: FieldKind, a: string, b: string): number => {
  if (a === '' || b === '') return unknown
  if (a === b) return 0
  if (kind === 'code') return 1
  if (kind === 'number') {
    const edits = editsBetween(a, b, 2)
    return edits <= 2 ? edits : 3
  }
  if (kind === 'date') return compareDates(a, b)
  if (kind === 'name' && isInitial(a, b)) return 2
  const likeness = jaroWinkler(a, b)
  if (likeness >= (kind === 'name' ? 0.92 : 0.9)) return 1
  return likeness >= (kind === 'name' ? 0.82 : 0.75) ? 2 : 3
}

/** T beside Taro. */
const isInitial = (a: string, b: string): boolean =>
  a.length > b.length ? isInitial(b, a) : a.length === 1 && a >= 'a' && a <= 'z' && a === b[0]

/** YYYYMMDD. Day and month told the other way round count as one slip. */
const compareDates = (a: string, b: string): number => {
  if (
    a.slice(0, 4) === b.slice(0, 4) &&
    a.slice(4, 6) === b.slice(6) &&
    a.slice(6) === b.slice(4, 6)
  )
    return 1
  const edits = editsBetween(a, b, 2)
  return edits <= 2 ? edits : 3
}

/** The levels of two records, field by field. Where two fields may be swapped, whichever reading agrees more counts. */
export const compareRecords = (
  fields: readonly Field[],
  a: MatchRecord,
  b: MatchRecord,
  into: Int8Array,
): void => {
  for (let at = 0; at < fields.length; at += 1)
    into[at] = compareValues(fields[at]!.kind, a.values[at]!, b.values[at]!)
  for (let at = 0; at < fields.length; at += 1) {
    const { swaps, kind } = fields[at]!
    if (!swaps) continue
    const other = fields.findIndex(({ key }) => key === swaps)
    if (into[at] === 0 && into[other] === 0) continue
    const one = compareValues(kind, a.values[at]!, b.values[other]!)
    const two = compareValues(kind, a.values[other]!, b.values[at]!)
    // Where nothing can be told of the other reading, it is no reading.
    if (one === unknown && two === unknown) continue
    if (sum(one, two) < sum(into[at]!, into[other]!)) {
      into[at] = one
      into[other] = two
    }
  }
}

/** Unknown stands between agreeing and not. */
const sum = (one: number, two: number) => (one < 0 ? 2 : one) + (two < 0 ? 2 : two)

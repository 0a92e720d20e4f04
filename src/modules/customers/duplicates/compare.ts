import { isSamePhone } from '../matching/fold.ts'
import {
  compareRecords,
  compareValues,
  type Field,
  type MatchRecord,
  unknown,
} from '../matching/schema.ts'
import { eastern, place, scriptOf, standardFields } from './record.ts'

/** 山田太郎 beside 山田 太郎: what nothing parts is parted as the other is. */
const partAlike = (a: MatchRecord, b: MatchRecord, into: Int8Array) => {
  const { given, family, name } = place
  if (into[name]! <= 0 || into[given] !== unknown || into[family] !== unknown) return
  const [parted, whole] = a.values[family]
    ? [a.values, b.values[name]!]
    : [b.values, a.values[name]!]
  const first = parted[family]!
  if (!first || !parted[given] || whole === first || !whole.startsWith(first)) return
  into[family] = 0
  into[given] = compareValues('name', parted[given], whole.slice(first.length))
}

/**
 * A name agrees by its characters or by how it is read, its parts or the whole: whichever agrees most is the evidence.
 * Where 伊藤 and 伊東 are read alike, or 裕子 is Yuko and Hiroko, both count: one for, one against.
 */
const countNameOnce = (a: MatchRecord, b: MatchRecord, into: Int8Array) => {
  const { given, family, name, reading, kana } = place
  const drop = (...places: number[]) => {
    for (const at of places) into[at] = unknown
  }
  const isHeardOtherwise = into[kana] === 1
  if (into[kana] === 0) into[reading] = 0
  else if (isHeardOtherwise && into[reading] === 0) into[reading] = 1
  drop(kana)
  partAlike(a, b, into)
  const isNamed = into[given] !== unknown && into[family] !== unknown
  const agrees = (isNamed && into[given] === 0 && into[family] === 0) || into[name] === 0
  if (agrees) {
    if (isNamed && into[given] === 0 && into[family] === 0) drop(name)
    else drop(given, family)
    if (!isHeardOtherwise || into[reading]! < 2) drop(reading)
    return
  }
  if (into[reading] !== unknown) {
    const script = scriptOf(a.values[name]!)
    if (script !== scriptOf(b.values[name]!)) return drop(given, family, name)
    if (into[reading] === 0) {
      if (script !== 'han') return drop(given, family, name)
      if (isNamed) drop(name)
      for (const at of [given, family, name]) if (into[at]! < 2) drop(at)
      return
    }
  }
  if (isNamed) drop(name, reading)
  else if (into[name] !== unknown) drop(given, family, reading)
}

/** Another given name, and nothing that only one person has: a birthday, or a number of their own. */
const isSomebodyElse = (levels: Int8Array) => {
  const { given, name, reading, birthday } = place
  if (levels[reading] === 0) return false
  const at = [given, reading, name].find((one) => levels[one]! !== unknown)
  if (at === undefined || levels[at] !== 3) return false
  const isNear = (level: number) => level === 0 || level === 1
  return !isNear(levels[birthday]!) && !levels.subarray(standardFields).some(isNear)
}

/** One box at two providers agrees by its name; info@ of two companies agrees in nothing. */
const countMailOnce = (a: MatchRecord, b: MatchRecord, into: Int8Array) => {
  const { email } = place
  const name = place['mail-name']
  if (into[email]! > 0 && into[name] === 0) into[email] = unknown
  else into[name] = unknown
  if (into[email]! > 0 && !a.values[name] && !b.values[name]) into[email] = 3
}

const addressParts = [place.city, place.street, place.building]
/** 渋谷区 beside Shibuya-ku: nothing can be told. */
const dropUnreadable = (a: MatchRecord, b: MatchRecord, into: Int8Array) => {
  for (const at of addressParts)
    if (into[at]! > 1 && eastern.test(a.values[at]!) !== eastern.test(b.values[at]!))
      into[at] = unknown
}

/** What people of one household share: between two given names it says nothing of one person. */
const shared = [
  place.family,
  place.phone,
  place.postcode,
  place.region,
  place.city,
  place.street,
  place.building,
]

/**
 * Levels of agreement, each piece of evidence counted once: a name that was read counts by its reading or by its
 * characters, an address by itself or by the name in it; and a family is not one person.
 */
export const compare = (
  fields: readonly Field[],
  a: MatchRecord,
  b: MatchRecord,
  into: Int8Array,
): void => {
  compareRecords(fields, a, b, into)
  countNameOnce(a, b, into)
  dropUnreadable(a, b, into)
  if (into[place.phone]! > 0 && isSamePhone(a.values[place.phone]!, b.values[place.phone]!))
    into[place.phone] = 0
  countMailOnce(a, b, into)
  if (isSomebodyElse(into)) for (const at of shared) into[at] = unknown
}

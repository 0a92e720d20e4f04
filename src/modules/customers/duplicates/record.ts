import {
  foldAddress,
  foldDate,
  foldMail,
  foldName,
  foldPhone,
  foldPostcode,
  foldReading,
  mailName,
} from '../matching/fold.ts'
import { compareRecords, type Field, type MatchRecord, unknown } from '../matching/schema.ts'

/** What is known of a customer, field by field, as it was said; `email` and `phone` also from identifiers. */
export type Said = ReadonlyMap<string, string>

const standard: readonly Field[] = [
  { key: 'given', kind: 'name', swaps: 'family' },
  { key: 'family', kind: 'name' },
  { key: 'name', kind: 'name' },
  { key: 'reading', kind: 'name' },
  { key: 'email', kind: 'text' },
  { key: 'mail-name', kind: 'name' },
  { key: 'phone', kind: 'number' },
  { key: 'postcode', kind: 'number' },
  { key: 'region', kind: 'code' },
  { key: 'city', kind: 'text' },
  { key: 'street', kind: 'text', swaps: 'building' },
  { key: 'building', kind: 'text' },
  { key: 'birthday', kind: 'date' },
]
export const place = Object.fromEntries(standard.map(({ key }, at) => [key, at])) as Record<
  | 'given'
  | 'family'
  | 'name'
  | 'reading'
  | 'email'
  | 'mail-name'
  | 'phone'
  | 'postcode'
  | 'region'
  | 'city'
  | 'street'
  | 'building'
  | 'birthday',
  number
>
export const standardFields = standard.length

/** What is compared; `thorough` where customers are few enough for keys that many strangers share. */
export type Scheme = { fields: readonly Field[]; thorough: boolean }

/** What is compared where a workspace has these fields of its own; more than so many would each tell little. */
export const fieldsWith = (custom: readonly string[]): Field[] => [
  ...standard,
  ...custom.slice(0, 20).map((key): Field => ({ key, kind: 'number' })),
]

const hasKanji = (text: string) => /\p{Script=Han}/u.test(text)
const isJapanese = (text: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)

/** The two parts of a name written as one: 山田 太郎 and Taro Yamada; none where nothing parts them. */
const partsOf = (name: string): [given: string, family: string] => {
  const words = name.normalize('NFKC').trim().split(/\s+/)
  if (words.length < 2) return ['', '']
  return isJapanese(name)
    ? [words.slice(1).join(''), words[0]!]
    : [words.slice(0, -1).join(' '), words.at(-1)!]
}

/** Folded values in the order of `fields`. */
export const toRecord = (id: string, said: Said, fields: readonly Field[]): MatchRecord => {
  const of = (field: string) => said.get(field) ?? ''
  const whole = of('name') || [of('family_name'), of('given_name')].filter(Boolean).join(' ')
  const [given, family] =
    of('family_name') || of('given_name') ? [of('given_name'), of('family_name')] : partsOf(whole)
  const kana = [of('family_kana'), of('given_kana')].filter(Boolean).join(' ')
  const email = of('email')
  const values = [
    foldName(given),
    foldName(family),
    foldName(whole),
    foldReading(kana || whole),
    foldMail(email),
    mailName(email),
    foldPhone(of('phone')),
    foldPostcode(of('postcode')),
    foldName(of('region')),
    foldAddress(of('city')),
    foldAddress(of('street')),
    foldAddress(of('building')),
    foldDate(of('birthday')),
  ]
  const own = fields.slice(standard.length).map(({ key }) => foldName(of(key)).toLowerCase())
  return { id, values: [...values, ...own] }
}

/** A name agrees by its characters or by how it is read, its parts or the whole: whichever agrees most is the evidence. */
const countNameOnce = (a: MatchRecord, b: MatchRecord, into: Int8Array) => {
  const drop = (...places: number[]) => {
    for (const at of places) into[at] = unknown
  }
  const { given, family, name, reading } = place
  const isNamed = into[given]! !== unknown && into[family]! !== unknown
  const isRead = into[reading]! !== unknown
  // 山田太郎 beside ヤマダタロウ: only how it is read can agree.
  const otherScript = hasKanji(a.values[name]!) !== hasKanji(b.values[name]!)
  const agrees = isNamed ? into[given] === 0 && into[family] === 0 : into[name] === 0
  if (isRead && (otherScript || (into[reading] === 0 && !agrees))) drop(given, family, name)
  else if (isNamed) drop(name, reading)
  else if (into[name]! !== unknown) drop(given, family, reading)
}

/** Another given name, and nothing that only one person has: a birthday, or a number of their own. */
const isSomebodyElse = (levels: Int8Array) => {
  const { given, name, reading, birthday } = place
  const at = [given, reading, name].find((one) => levels[one]! !== unknown)
  if (at === undefined || levels[at] !== 3) return false
  const isNear = (level: number) => level === 0 || level === 1
  return !isNear(levels[birthday]!) && !levels.subarray(standard.length).some(isNear)
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
  if (into[place.email]! <= 1) into[place['mail-name']] = unknown
  else if (into[place['mail-name']]! === 0) into[place.email] = unknown
  else into[place['mail-name']] = unknown
  if (isSomebodyElse(into)) for (const at of shared) into[at] = unknown
}

import {
  foldDate,
  foldKanaSound,
  foldMail,
  foldNamePart,
  foldPhone,
  foldPostcode,
  foldSound,
  foldWholeAddress,
  isSamePhone,
  mailName,
} from '../matching/fold.ts'
import {
  compareRecords,
  compareValues,
  type Field,
  type MatchRecord,
  unknown,
} from '../matching/schema.ts'
import { isRoleAddress } from '../rules/meaningless.ts'

/** What is known of a customer, field by field, as it was said; `email` and `phone` also from identifiers. */
export type Said = ReadonlyMap<string, string>

const standard: readonly Field[] = [
  { key: 'given', kind: 'name', swaps: 'family' },
  { key: 'family', kind: 'name' },
  { key: 'name', kind: 'name' },
  { key: 'reading', kind: 'name' },
  // How a reading in kana is exactly; no evidence of its own.
  { key: 'kana', kind: 'code' },
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
  | 'kana'
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

const han = /\p{Script=Han}/u
const eastern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const scriptOf = (text: string) => (han.test(text) ? 'han' : eastern.test(text) ? 'kana' : 'latin')

const titles = /^(mr|mrs|ms|miss|mx|dr|prof|sir)\.?\s+(?=\S)/i
const suffixes = /,?\s+(jr|sr|phd|md|esq)\.?$/i

/** Smith, John and Dr John Smith as John Smith. */
const plainOrder = (name: string) =>
  scriptOf(name) === 'latin'
    ? name
        .trim()
        .replace(titles, '')
        .replace(suffixes, '')
        .replace(/^([^,]+),\s*([^,]+)$/, '$2 $1')
    : name

/** The two parts of a name written as one: 山田 太郎 and Taro Yamada; none where nothing parts them. */
const partsOf = (name: string): [given: string, family: string] => {
  const words = name.normalize('NFKC').trim().split(/\s+/)
  if (words.length < 2) return ['', '']
  return scriptOf(name) === 'latin'
    ? [words.slice(0, -1).join(' '), words.at(-1)!]
    : [words.slice(1).join(''), words[0]!]
}

/** Folded values in the order of `fields`. */
export const toRecord = (id: string, said: Said, fields: readonly Field[]): MatchRecord => {
  const of = (field: string) => said.get(field) ?? ''
  const joined = (...names: string[]) => names.map(of).filter(Boolean).join(' ')
  const kana = joined('family_kana', 'given_kana')
  const whole = plainOrder(of('name') || joined('family_name', 'given_name') || kana)
  const [given, family] =
    of('family_name') || of('given_name') ? [of('given_name'), of('family_name')] : partsOf(whole)
  const email = of('email')
  const address = foldWholeAddress({
    region: of('region'),
    city: of('city'),
    street: of('street'),
    building: of('building'),
  })
  const values = [
    foldNamePart(given),
    foldNamePart(family),
    foldNamePart(whole),
    foldSound(kana || whole),
    foldKanaSound(kana || whole),
    foldMail(email),
    isRoleAddress('email', foldMail(email)) ? '' : mailName(email),
    foldPhone(of('phone')),
    foldPostcode(of('postcode')),
    address.region,
    address.city,
    address.street,
    address.building,
    foldDate(of('birthday')),
  ]
  const own = fields.slice(standard.length).map(({ key }) => foldNamePart(of(key)))
  return { id, values: [...values, ...own] }
}

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
  return !isNear(levels[birthday]!) && !levels.subarray(standard.length).some(isNear)
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

import {
  foldDate,
  foldKanaSound,
  foldMail,
  foldNamePart,
  foldPhone,
  foldPostcode,
  foldSound,
  foldWholeAddress,
  mailName,
} from '../matching/fold.ts'
import type { Field, MatchRecord } from '../matching/schema.ts'
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
export const eastern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
export const scriptOf = (text: string) =>
  han.test(text) ? 'han' : eastern.test(text) ? 'kana' : 'latin'

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

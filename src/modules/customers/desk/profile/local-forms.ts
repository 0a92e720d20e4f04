import { areaCodeLength } from './area-codes.ts'

/** Telephone numbers as they are written where they are: +81 90 1234 5678 and 09012345678 → 090-1234-5678. */
export const localPhone = (value: string): string => {
  const plain = value.normalize('NFKC').trim()
  const national = plain.replace(/^(\+|010|00)81[\s-]?\(?0?\)?/, '0')
  const isJapanese = national !== plain || /^0\d/.test(plain)
  // Somebody who put hyphens knows where the area code ends.
  if (!isJapanese || /^0\d{1,4}-\d{1,4}-\d{3,4}$/.test(national)) return national
  const digits = national.replace(/\D/g, '')
  const groups = groupsOf(digits)
  return groups ? digits.replace(groups, '$1-$2-$3') : plain
}

const groupsOf = (digits: string) => {
  if (/^0800\d{7}$/.test(digits)) return /^(\d{4})(\d{3})(\d{4})$/
  if (/^0([5-9]|2)0\d{8}$/.test(digits)) return /^(\d{3})(\d{4})(\d{4})$/
  if (/^0(120|570|990)\d{6}$/.test(digits)) return /^(\d{4})(\d{3})(\d{3})$/
  if (!/^0\d{9}$/.test(digits)) return undefined
  const area = areaCodeLength(digits)
  return new RegExp(`^(\\d{${area}})(\\d{${6 - area}})(\\d{4})$`)
}

export type Address = Partial<
  Record<'postcode' | 'country' | 'region' | 'city' | 'street' | 'building', string>
>

/** Where the code stands behind the town: London N1 0AA; Austin, TX 78701. */
const codeLast =
  /^(uk|gb|gbr|united kingdom|great britain|england|scotland|wales|northern ireland|ie|irl|ireland|usa?|united states( of america)?|ca|can|canada|au|aus|australia|nz|nzl|new zealand|in|ind|india)$/i

const eastern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** A Japanese one as it is written there. */
export const localPostcode = (value: string) => value.replace(/^(\d{3})-?(\d{4})$/, '〒$1-$2')

/** Lines of an address in the order of its country: 〒 and prefecture first in Japan, else street first. */
export const addressLines = (address: Address): string[] => {
  const {
    postcode = '',
    country = '',
    region = '',
    city = '',
    street = '',
    building = '',
  } = address
  const isJapanese = country
    ? /^(jp|jpn|japan|日本|日本国)$/i.test(country.trim())
    : eastern.test(region + city + street) || /^\d{3}-\d{4}$/.test(postcode)
  if (isJapanese) {
    const code = localPostcode(postcode)
    const gap = eastern.test(region + city + street) ? '' : ' '
    return [code, [region, city, street].filter(Boolean).join(gap), building].filter(Boolean)
  }
  const place = codeLast.test(country.trim())
    ? [city, [region, postcode].filter(Boolean).join(' ')].filter(Boolean).join(region ? ', ' : ' ')
    : [[postcode, city].filter(Boolean).join(' '), region].filter(Boolean).join(', ')
  return [[street, building].filter(Boolean).join(', '), place, country].filter(Boolean)
}

/** Whole years from a birthday until now; undefined for what is no day. */
export const ageOf = (birthday: string, now = new Date()): number | undefined => {
  const [year, month, day] = birthday.split('-').map(Number)
  if (!year || !month || !day) return undefined
  const isBefore =
    now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day)
  return now.getFullYear() - year - (isBefore ? 1 : 0)
}

export { foldAddress, foldWholeAddress } from './fold-address.ts'
export {
  foldKanaSound,
  foldName,
  foldNamePart,
  foldReading,
  foldSound,
} from './fold-name.ts'

const extension = /(内線|ext\.?|x)\s*\d+$/i

/** Digits alone, a Japanese number as it is dialled there: +81 (0)90-1234-5678 → 09012345678. */
export const foldPhone = (value: string): string => {
  const number = value
    .normalize('NFKC')
    .trim()
    .replace(extension, '')
    .replace(/^(\+\d{1,3}[\s-]*)\(0\)/, '$1')
    .replace(/[^\d+]/g, '')
  return number.replace(/^(\+|010|0{2})?81(?=[1-9]\d{8,9}$)/, '0').replace(/\D/g, '')
}

/** Whether two folded numbers ring at one place, one with and one without its country or area. */
export const isSamePhone = (a: string, b: string): boolean => {
  const [short, long] = [a, b]
    .map((one) => one.replace(/^0+/, ''))
    .sort((one, other) => one.length - other.length)
  const more = long!.length - short!.length
  return short!.length >= 8 && more <= 3 && long!.endsWith(short!)
}

const dotless = /^([^@]+)@(gmail|googlemail)\.com$/

/** As it is delivered: width and case do not count, nor do dots and what follows a plus at Gmail. */
export const foldMail = (value: string): string => {
  const address = value.normalize('NFKC').trim().toLowerCase()
  const [, box] = dotless.exec(address) ?? []
  return box ? `${box.split('+')[0]!.replaceAll('.', '')}@gmail.com` : address
}

/** The part before the @, without what follows a plus: the same person at another provider. */
export const mailName = (value: string): string =>
  value.normalize('NFKC').trim().toLowerCase().split('@')[0]!.split('+')[0]!

/** The year before the first of each era. */
const eras: Record<string, number> = {
  明治: 1867,
  m: 1867,
  大正: 1911,
  t: 1911,
  昭和: 1925,
  s: 1925,
  平成: 1988,
  h: 1988,
  令和: 2018,
  r: 2018,
}

/** YYYYMMDD of a date as people write it, years first: 1980/1/5, 昭和55年1月5日, S55.1.5. */
export const foldDate = (value: string): string => {
  const text = value.normalize('NFKC').trim().toLowerCase()
  const inEra = /^(明治|大正|昭和|平成|令和|[mtshr])\.?\s*(\d{1,2}|元)(?=\D)/.exec(text)
  const plain = inEra
    ? `${eras[inEra[1]!]! + (inEra[2] === '元' ? 1 : Number(inEra[2]))}${text.slice(inEra[0].length)}`
    : text
  const parts = /^(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})\D?$/.exec(plain)
  return parts ? parts[1]! + parts[2]!.padStart(2, '0') + parts[3]!.padStart(2, '0') : ''
}

export const foldPostcode = (value: string): string =>
  value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\da-z]/g, '')

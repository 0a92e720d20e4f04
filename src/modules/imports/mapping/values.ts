/** Full-width letters and digits plain, half-width kana whole, one space between words, no control characters. */
export const tidy = (value: string): string =>
  value
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()

/** Readings as full-width katakana, however they were typed. */
export const toKatakana = (value: string): string =>
  tidy(value).replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))

const eras: Record<string, number> = {
  明治: 1867,
  M: 1867,
  大正: 1911,
  T: 1911,
  昭和: 1925,
  S: 1925,
  平成: 1988,
  H: 1988,
  令和: 2018,
  R: 2018,
}

/** 昭和60年4月2日 and S60.4.2 as 1985-4-2, so that it reads as any other date. */
export const fromEra = (value: string): string => {
  const parts =
    /^(明治|大正|昭和|平成|令和|[MTSHR])\s*(元|\d{1,2})\D(\d{1,2})\D(\d{1,2})\D?$/i.exec(
      tidy(value),
    )
  if (!parts) return value
  const [, era, year, month, day] = parts
  return `${eras[era!.toUpperCase()]! + (year === '元' ? 1 : Number(year))}-${month}-${day}`
}

/** 123-4567; the zero that a spreadsheet took away from the front put back. Others as they are. */
export const toPostcode = (value: string, isJapanese: boolean): string => {
  const text = tidy(value).replace(/^〒\s*/, '')
  const digits = text.replace(/[-‐－ー\s]/g, '')
  if (!/^\d{6,7}$/.test(digits) || (!isJapanese && digits.length === 6)) return text
  const whole = digits.padStart(7, '0')
  return `${whole.slice(0, 3)}-${whole.slice(3)}`
}

/** A telephone number whose leading zero a spreadsheet took away, as it is dialled in Japan. */
export const withZero = (value: string): string => {
  const digits = value.normalize('NFKC').replace(/[\s\-()‐－ー]/g, '')
  return /^([5-9]0\d{8}|[1-9]\d{8})$/.test(digits) ? `0${digits}` : value
}

const region = /^(北海道|東京都|(?:京都|大阪)府|(?:神奈川|和歌山|鹿児島|[^\s\d]{2})県)\s*/

/** A whole Japanese address as prefecture and the rest; anything else is the rest. */
export const splitAddress = (
  value: string,
): { region?: string; street: string; postcode?: string } => {
  const text = tidy(value)
  const coded = /^〒?\s*(\d{3}-?\d{4})\s*(.*)$/.exec(text)
  const rest = coded ? coded[2]! : text
  const found = region.exec(rest)
  return {
    ...(coded ? { postcode: coded[1]! } : {}),
    ...(found ? { region: found[1]! } : {}),
    street: found ? rest.slice(found[0].length) : rest,
  }
}

/** Two words where there is one space between them. */
export const splitName = (value: string): [string, string] | undefined => {
  const words = tidy(value).split(' ')
  return words.length === 2 ? [words[0]!, words[1]!] : undefined
}

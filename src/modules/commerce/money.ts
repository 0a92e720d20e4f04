const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
const digitsOf = new Map<string, number>()

/** ISO 4217 in capitals, or undefined. */
export const readCurrency = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const code = value.trim().toUpperCase()
  return currencies.has(code) ? code : undefined
}

const minorDigits = (currency: string) => {
  let digits = digitsOf.get(currency)
  if (digits === undefined) {
    const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    digits = options.maximumFractionDigits ?? 2
    digitsOf.set(currency, digits)
  }
  return digits
}

/**
 * An amount as a whole number of minor units (¥1,200 → 1200, $19.99 → 1999), rounded half away from zero. Works on the
 * decimal digits, because 19.99 × 100 is not 1999 in binary. Undefined for what is no amount or not exact below 2⁵³.
 */
export const toMinorUnits = (value: unknown, currency: string): number | undefined => {
  const text = plainDecimal(value)
  if (text === undefined) return undefined
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const digits = minorDigits(currency)
  const kept = BigInt(whole + fraction.padEnd(digits, '0').slice(0, digits))
  const amount = Number(kept + ((fraction[digits] ?? '0') >= '5' ? 1n : 0n))
  if (!Number.isSafeInteger(amount)) return undefined
  return negative && amount !== 0 ? -amount : amount
}

/** Digits with at most one point. `1.234,56` is not guessed at: in another country it says something else. */
const plainDecimal = (value: unknown): string | undefined => {
  if (typeof value === 'number')
    return Number.isFinite(value) && Math.abs(value) < 1e15 ? fixed(value) : undefined
  if (typeof value !== 'string' || value.length > 40) return undefined
  const text = value
    .normalize('NFKC')
    .replace(/^[^\d.-]*(-?)[^\d.-]*/, '$1')
    .replace(/[^\d]*$/, '')
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) return text.replaceAll(',', '')
  return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined
}

const fixed = (value: number) => {
  const text = String(value)
  return text.includes('e') ? value.toFixed(10) : text
}

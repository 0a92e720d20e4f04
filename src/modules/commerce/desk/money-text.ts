import type { Locale } from '../../../foundation/browser/texts.tsx'

const made = new Map<string, Intl.NumberFormat>()

const formatOf = (locale: Locale, currency: string) => {
  const key = `${locale} ${currency}`
  const format = made.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency })
  made.set(key, format)
  return format
}

/** ¥1,200 of 1200 JPY, $12.00 of 1200 USD: amounts come in minor units. Undefined without amount or currency. */
export const moneyText = (
  locale: Locale,
  amount: number | null | undefined,
  currency: string | null | undefined,
): string | undefined => {
  if (amount == null || !currency) return undefined
  const format = formatOf(locale, currency)
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0))
}

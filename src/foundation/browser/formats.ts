import type { Locale } from './texts.tsx'

const made = new Map<string, Intl.DateTimeFormat>()

/** The reader's own region of the chosen language, so that dates look as elsewhere on their machine. */
const regional = (locale: Locale) =>
  globalThis.navigator?.languages?.find((one) => one.startsWith(`${locale}-`)) ?? locale

/** Formatters are slow to make, and a list needs hundreds. */
const dateFormat = (locale: Locale, options: Intl.DateTimeFormatOptions) => {
  const key = locale + JSON.stringify(options)
  const format = made.get(key) ?? new Intl.DateTimeFormat(regional(locale), options)
  made.set(key, format)
  return format
}

type Moment = string | number | Date

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** 3m / 3分, 2h / 2時間 within a day; then 12 May / 5月12日, with the year when it is another. */
export const relativeTime = (locale: Locale, moment: Moment, now: number = Date.now()) => {
  const date = new Date(moment)
  const ago = now - date.getTime()
  if (ago >= day || ago <= -day) {
    const sameYear = date.getFullYear() === new Date(now).getFullYear()
    return dateFormat(locale, {
      month: 'short',
      day: 'numeric',
      ...(sameYear ? {} : { year: 'numeric' }),
    }).format(date)
  }
  const [amount, unit] =
    Math.abs(ago) < hour
      ? ([Math.trunc(ago / minute), 'minute'] as const)
      : ([Math.trunc(ago / hour), 'hour'] as const)
  if (amount === 0) return locale === 'ja' ? 'たった今' : 'now'
  if (amount < 0)
    return new Intl.RelativeTimeFormat(locale, { style: 'short' }).format(-amount, unit)
  // Narrow Japanese is 3m, and short has a space: 3 分.
  const unitDisplay = locale === 'ja' ? 'short' : 'narrow'
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay })
    .format(amount)
    .replace(' ', '')
}

/** As in a sentence: 2h ago / 2時間前 within a day, then the date. */
export const timeAgo = (locale: Locale, moment: Moment, now: number = Date.now()) => {
  const ago = now - new Date(moment).getTime()
  if (ago < minute || ago >= day) return relativeTime(locale, moment, now)
  const format = new Intl.RelativeTimeFormat(locale, { style: 'narrow' })
  return ago < hour
    ? format.format(-Math.trunc(ago / minute), 'minute')
    : format.format(-Math.trunc(ago / hour), 'hour')
}

/** The exact time with its zone, for hovering and for screen readers. */
export const exactTime = (locale: Locale, moment: Moment) =>
  dateFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'long',
  }).format(new Date(moment))

/** 14:05 in this place's time. */
export const clockTime = (locale: Locale, moment: Moment) =>
  dateFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(moment))

/** 12 May 2026 / 2026年5月12日, in this place's time. */
export const dayDate = (locale: Locale, moment: Moment) =>
  dateFormat(locale, { dateStyle: 'long' }).format(new Date(moment))

/** Today / 今日, Yesterday / 昨日; then Tue 12 May / 5月12日(火), with the year when it is another. */
export const dayTitle = (locale: Locale, moment: Moment, now: number = Date.now()) => {
  const date = new Date(moment)
  const today = new Date(now)
  const back = [0, 1].find((days) => {
    const then = new Date(today.getFullYear(), today.getMonth(), today.getDate() - days)
    return then.toDateString() === date.toDateString()
  })
  if (back !== undefined) {
    const [first = '', ...rest] = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(
      -back,
      'day',
    )
    return first.toUpperCase() + rest.join('')
  }
  if (date.getFullYear() !== today.getFullYear()) return dayDate(locale, moment)
  return dateFormat(locale, { weekday: 'short', month: 'long', day: 'numeric' }).format(date)
}

export const count = (locale: Locale, amount: number) =>
  new Intl.NumberFormat(locale).format(amount)

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** 1.4 MB, in thousands. */
export const bytes = (locale: Locale, amount: number) => {
  const step = Math.min(sizes.length - 1, amount < 1000 ? 0 : Math.floor(Math.log10(amount) / 3))
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: sizes[step],
    unitDisplay: 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(amount / 1000 ** step)
}

/** 佐藤 美咲 様 in Japanese; as it is in English. */
export const honorific = (locale: Locale, name: string) =>
  locale === 'ja' && !/(様|御中|さん)$/.test(name) ? `${name} 様` : name

/** One or two letters that stand for a person: family name's first in Han or kana, else first letters. */
export const initials = (name: string) => {
  const words = name
    .trim()
    .split(/[\s　]+/)
    .filter(Boolean)
  const letters = words.map((word) => [...word][0] ?? '')
  if (/[぀-ヿ㐀-鿿]/.test(letters[0] ?? '')) return letters[0] ?? ''
  return (letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : (letters[0] ?? '?')).toUpperCase()
}

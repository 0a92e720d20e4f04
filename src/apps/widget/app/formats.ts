import type { Locale } from '../boot.ts'

const format = (locale: Locale, at: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale === 'ja' ? 'ja-JP' : navigator.language, options).format(
    Date.parse(at),
  )

/** The hour of the day, in the visitor's own zone. */
export const clock = (locale: Locale, at: string) =>
  format(locale, at, { hour: 'numeric', minute: '2-digit' })

export const day = (locale: Locale, at: string) =>
  format(locale, at, { month: 'long', day: 'numeric', weekday: 'short' })

/** Day, time and zone, for who wants to know exactly. */
export const exact = (locale: Locale, at: string) =>
  format(locale, at, { dateStyle: 'long', timeStyle: 'long' })

export const isSameDay = (one: string, other: string) =>
  new Date(one).toDateString() === new Date(other).toDateString()

export const size = (bytes: number) =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`

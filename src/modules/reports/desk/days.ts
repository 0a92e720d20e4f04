const dayMs = 86_400_000

/** Today, `YYYY-MM-DD`, in a time zone. */
export const todayIn = (timeZone: string, now = new Date()): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now)

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** Number of days, both ends included; below 1 when they are the wrong way round. */
export const countDays = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1

export const listDays = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, countDays(from, to)) }, (_, index) => addDays(from, index))

export const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))

/** A day is no moment: it is formatted as it stands, whatever zone the browser is in. */
export const formatDay = (locale: string, day: string, style: 'short' | 'long' = 'short'): string =>
  new Intl.DateTimeFormat(
    // Month and day as 10/23 mean two things in English; 23 Oct means one.
    locale === 'en' ? 'en-GB' : locale,
    style === 'short'
      ? { month: locale === 'ja' ? 'numeric' : 'short', day: 'numeric', timeZone: 'UTC' }
      : { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short', timeZone: 'UTC' },
  ).format(new Date(`${day}T00:00:00Z`))

import type { Locale } from '../../../foundation/browser/texts.tsx'

/** What the clock says in a time zone now. */
export const clockIn = (locale: Locale, timeZone: string, now = new Date()): string => {
  try {
    return new Intl.DateTimeFormat(locale, {
      timeZone,
      dateStyle: 'medium',
      timeStyle: 'short',
    }).format(now)
  } catch {
    // A zone that the server knows and this browser does not.
    return '–'
  }
}

import { fromZone } from '../../../foundation/server/wall-clock.ts'

/**
 * A day or a time as people and shops write it: 2026-05-03 12:34, 2026/5/3, 2026年5月3日 12時34分, ISO 8601. Without an
 * offset of its own it is by the clock of `zone`. Undefined for what is none.
 */
export const readMoment = (
  value: string,
  zone: string,
  cleanDay: (value: string) => string | undefined,
): Date | undefined => {
  const text = value.normalize('NFKC').trim()
  if (/T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) || /\d [+-]\d{4}$/.test(text)) {
    return inCalendar(Date.parse(text))
  }
  const parts =
    /^(\d{4}\D\d{1,2}\D\d{1,2}日?|\d{8})(?:[T\s]+(\d{1,2})(?::|時)(\d{1,2})(?:(?::|分)(\d{1,2}))?.*)?$/.exec(
      text,
    )
  const day = parts && cleanDay(parts[1]!)
  if (!day) return undefined
  const [hour, minute, second] = [parts[2], parts[3], parts[4]].map((part) => Number(part ?? 0))
  if (hour! > 23 || minute! > 59 || second! > 59) return undefined
  const wall = Date.parse(`${day}T00:00:00Z`) + ((hour! * 60 + minute!) * 60 + second!) * 1000
  return inCalendar(fromZone(zone, wall))
}

const [first, last] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z')]

/** Undefined for years that the database does not write with four digits, and for no time at all. */
const inCalendar = (ms: number) => (ms >= first && ms <= last ? new Date(ms) : undefined)

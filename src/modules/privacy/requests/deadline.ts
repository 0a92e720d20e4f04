import { japaneseHolidays } from '../../../foundation/shared/japanese-holidays.ts'
import { type RequestKind, ruleOf } from './contract.ts'

export type Deadline = { deadlineDays: number; workingDays: boolean; holidays: readonly string[] }

const dayMs = 86_400_000
const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const isWeekend = (ms: number) => [0, 6].includes(new Date(ms).getUTCDay())

/**
 * The last day to answer, `2026-12-03`: so many days after the day it came. Counted in working days where the law says
 * "without delay", without Japan's national holidays where the workspace lives by its clock; a calendar deadline that
 * falls on a day off is left as it falls.
 */
export const dueOn = (
  receivedOn: string,
  { deadlineDays, workingDays, holidays }: Deadline,
  timeZone: string,
) => {
  const year = Number(receivedOn.slice(0, 4))
  // The longest deadline in working days ends in the year after the next.
  const national =
    timeZone === 'Asia/Tokyo' ? [year, year + 1, year + 2].flatMap(japaneseHolidays) : []
  const off = new Set([...holidays, ...national])
  let at = Date.parse(`${receivedOn}T00:00:00Z`)
  for (let left = deadlineDays; left > 0; ) {
    at += dayMs
    if (!workingDays || !(isWeekend(at) || off.has(toDay(at)))) left -= 1
  }
  return toDay(at)
}

/** The same day of the next month, or its last. */
const monthAfter = (day: string) => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return toDay(Date.UTC(year, month, Math.min(date, last)))
}

/** As `dueOn`; for a right that only the GDPR gives, never later than its month (art. 12(3)). */
export const dueOnOf = (
  kind: RequestKind,
  receivedOn: string,
  deadline: Deadline,
  timeZone: string,
) => {
  const day = dueOn(receivedOn, deadline, timeZone)
  const month = monthAfter(receivedOn)
  return ruleOf(kind).appi || day < month ? day : month
}

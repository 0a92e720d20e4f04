import { japaneseHolidays } from '../../../foundation/shared/japanese-holidays.ts'

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

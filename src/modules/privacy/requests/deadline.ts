export type Deadline = { deadlineDays: number; workingDays: boolean; holidays: readonly string[] }

const dayMs = 86_400_000
const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const isWeekend = (ms: number) => [0, 6].includes(new Date(ms).getUTCDay())

/**
 * The last day to answer, `2026-12-03`: so many days after the day it came. Counted in working days where the law says
 * "without delay"; a calendar deadline that falls on a day off is left as it falls.
 */
export const dueOn = (receivedOn: string, { deadlineDays, workingDays, holidays }: Deadline) => {
  const off = new Set(holidays)
  let at = Date.parse(`${receivedOn}T00:00:00Z`)
  for (let left = deadlineDays; left > 0; ) {
    at += dayMs
    if (!workingDays || !(isWeekend(at) || off.has(toDay(at)))) left -= 1
  }
  return toDay(at)
}

import { fromZone, toZone } from '../../../foundation/server/wall-clock.ts'
import type { When } from '../content.ts'

const minuteMs = 60_000

/** The moment that a scene or visit speaks of, told from `now`. */
export const momentOf = ({ ago, day = 1, at = '12:00' }: When, now: Date, timeZone: string) => {
  if (ago !== undefined) return new Date(now.getTime() - ago * minuteMs)
  const local = new Date(toZone(timeZone, now.getTime()))
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  const wanted = Date.UTC(
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate() - day,
    hours,
    minutes,
  )
  return new Date(fromZone(timeZone, wanted))
}

export const minutesAfter = (at: Date, minutes: number) =>
  new Date(at.getTime() + minutes * minuteMs)

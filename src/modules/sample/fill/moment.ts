import type { When } from '../content.ts'

const minuteMs = 60_000

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
const offsetAt = (timeZone: string, at: Date) => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)!.value)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return local - Math.floor(at.getTime() / minuteMs) * minuteMs
}

/** The moment that a scene or visit speaks of, told from `now`. */
export const momentOf = ({ ago, day = 1, at = '12:00' }: When, now: Date, timeZone: string) => {
  if (ago !== undefined) return new Date(now.getTime() - ago * minuteMs)
  const local = new Date(now.getTime() + offsetAt(timeZone, now))
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  const wanted = Date.UTC(
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate() - day,
    hours,
    minutes,
  )
  return new Date(wanted - offsetAt(timeZone, new Date(wanted)))
}

export const minutesAfter = (at: Date, minutes: number) =>
  new Date(at.getTime() + minutes * minuteMs)

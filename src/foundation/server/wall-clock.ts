/** By zone, of which the platform knows some hundred: making one takes longer than asking it. */
const clocks = new Map<string, Intl.DateTimeFormat>()

const clockOf = (zone: string) => {
  const known = clocks.get(zone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(zone, clock)
  return clock
}

/** What clocks of a zone show at a moment: the same figures read as UTC, in milliseconds, whole seconds. */
export const toZone = (zone: string, at: number): number => {
  const parts = clockOf(zone).formatToParts(at)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
}

const offsetAt = (zone: string, at: number) => toZone(zone, at) - Math.floor(at / 1000) * 1000

/** The moment at which clocks of a zone show this; `wall` is the same figures read as UTC, in milliseconds. */
export const fromZone = (zone: string, wall: number): number => {
  const first = wall - offsetAt(zone, wall)
  // Once more, because the first guess may lie beyond a change of the clocks.
  return wall - offsetAt(zone, first)
}

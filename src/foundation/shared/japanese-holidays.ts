const dayMs = 86_400_000
const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const weekdayOf = (ms: number) => new Date(ms).getUTCDay()

/** The days of equinoxes, by the approximation of the Hydrographic Department of Japan, good from 1980 to 2099. */
const equinox = (year: number, base: number) =>
  Math.floor(base + 0.242194 * (year - 1980) - Math.floor((year - 1980) / 4))

/** Days of the year as the Act on National Holidays names them since 2022: month, and day or which Monday. */
const named = (year: number): number[] => {
  const on = (month: number, day: number) => Date.UTC(year, month - 1, day)
  const monday = (month: number, nth: number) => {
    const first = on(month, 1)
    return first + ((8 - weekdayOf(first)) % 7) * dayMs + (nth - 1) * 7 * dayMs
  }
  return [
    ...[on(1, 1), monday(1, 2), on(2, 11), on(2, 23), on(3, equinox(year, 20.8431))],
    ...[on(4, 29), on(5, 3), on(5, 4), on(5, 5), monday(7, 3), on(8, 11)],
    ...[monday(9, 3), on(9, equinox(year, 23.2488)), monday(10, 2), on(11, 3), on(11, 23)],
  ]
}

/**
 * National holidays of Japan in a year from 2022 on, as `2026-05-06`, in their order: those named, the weekday after one
 * that falls on a Sunday (振替休日), and a day between two of them (国民の休日).
 */
export const japaneseHolidays = (year: number): string[] => {
  const all = new Set(named(year))
  const isNamed = new Set(all)
  for (const day of isNamed) {
    if (isNamed.has(day + 2 * dayMs) && !isNamed.has(day + dayMs)) all.add(day + dayMs)
    if (weekdayOf(day) !== 0) continue
    let next = day + dayMs
    while (isNamed.has(next)) next += dayMs
    all.add(next)
  }
  return [...all].sort((a, b) => a - b).map(toDay)
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** `1 hr 20 min`, `1時間20分`: the two largest units that are not zero; no seconds from ten minutes on. */
export const duration = (locale: string, seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  const first = units.findIndex(([, size]) => whole >= size)
  if (first === -1) return one(locale, 0, 'second')
  const [unit, size] = units[first]!
  const next = whole >= 600 && unit === 'minute' ? undefined : units[first + 1]
  const count = Math.floor(whole / size)
  const rest = next ? Math.floor((whole % size) / next[1]) : 0
  const parts = [one(locale, count, unit)]
  if (next && rest > 0) parts.push(one(locale, rest, next[0]))
  return parts.join(locale === 'ja' ? '' : ' ')
}

const one = (locale: string, count: number, unit: string) =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: locale === 'ja' ? 'long' : 'short',
  })
    .format(count)
    .replaceAll(locale === 'ja' ? ' ' : '\u0000', '')

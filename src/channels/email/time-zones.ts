/** What Exchange and Outlook call zones, by CLDR's windowsZones; the ones in wide use. */
const windows: Record<string, string> = {
  'tokyo standard time': 'Asia/Tokyo',
  'korea standard time': 'Asia/Seoul',
  'china standard time': 'Asia/Shanghai',
  'taipei standard time': 'Asia/Taipei',
  'singapore standard time': 'Asia/Singapore',
  'se asia standard time': 'Asia/Bangkok',
  'india standard time': 'Asia/Kolkata',
  'arabian standard time': 'Asia/Dubai',
  'russian standard time': 'Europe/Moscow',
  'turkey standard time': 'Europe/Istanbul',
  'fle standard time': 'Europe/Kiev',
  'gtb standard time': 'Europe/Bucharest',
  'w. europe standard time': 'Europe/Berlin',
  'romance standard time': 'Europe/Paris',
  'central europe standard time': 'Europe/Budapest',
  'central european standard time': 'Europe/Warsaw',
  'gmt standard time': 'Europe/London',
  'greenwich standard time': 'Atlantic/Reykjavik',
  'south africa standard time': 'Africa/Johannesburg',
  'e. south america standard time': 'America/Sao_Paulo',
  'argentina standard time': 'America/Buenos_Aires',
  'atlantic standard time': 'America/Halifax',
  'eastern standard time': 'America/New_York',
  'central standard time': 'America/Chicago',
  'mountain standard time': 'America/Denver',
  'us mountain standard time': 'America/Phoenix',
  'pacific standard time': 'America/Los_Angeles',
  'hawaiian standard time': 'Pacific/Honolulu',
  'aus eastern standard time': 'Australia/Sydney',
  'e. australia standard time': 'Australia/Brisbane',
  'w. australia standard time': 'Australia/Perth',
  'new zealand standard time': 'Pacific/Auckland',
  utc: 'UTC',
}

/** A zone as the platform knows it; undefined for a name that says nothing. */
export const knownZone = (name: string): string | undefined => {
  // Some programs put their own path before the name.
  const bare = name.replace(/^.*\/(?=[A-Z][a-z_]+\/[A-Z])/, '').trim()
  const zone = windows[bare.toLowerCase()] ?? bare
  if (!/^[A-Za-z][\w+-]{1,30}(\/[\w+-]{1,30}){0,2}$/.test(zone)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** Milliseconds that a zone is ahead of UTC at this moment. */
const offsetAt = (zone: string, utc: number): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(utc)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const there = Date.UTC(
    of('year'),
    of('month') - 1,
    of('day'),
    of('hour'),
    of('minute'),
    of('second'),
  )
  return there - Math.floor(utc / 1000) * 1000
}

/** The moment at which clocks of a zone show this; `wall` is the same figures read as UTC, in milliseconds. */
export const fromZone = (zone: string, wall: number): number => {
  const first = wall - offsetAt(zone, wall)
  // Once more, because the first guess may lie beyond a change of the clocks.
  return wall - offsetAt(zone, first)
}

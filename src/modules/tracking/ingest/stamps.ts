/** Milliseconds since 1970, or undefined for what is no time. Dates without a zone are UTC. */
export const readTime = (value: unknown): number | undefined => {
  if (typeof value === 'number') return readNumber(value)
  if (typeof value !== 'string' || value === '' || value.length > 64) return undefined
  if (/^\d{10}(\d{3})?(\.\d+)?$/.test(value)) return readNumber(Number(value))
  const zoned = /\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(value) ? `${value}Z` : value
  const ms = Date.parse(zoned)
  return Number.isNaN(ms) ? undefined : ms
}

/** Seconds or milliseconds: no clock of either kind shows a number of the other within a thousand years. */
const readNumber = (value: number) => {
  const ms = Math.abs(value) < 1e11 ? value * 1000 : value
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? Math.round(ms) : undefined
}

const earliest = Date.UTC(2000, 0, 1)
/** What PostgreSQL reads back from an ISO text of four-digit years. */
const storable = (ms: number | undefined) =>
  ms !== undefined && ms >= -62135596800000 && ms <= 253402300799999 ? ms : undefined

export type Stamps = {
  /** When it happened by our clock. */
  at: number
  original: number | undefined
  sent: number | undefined
  /** The sender's own words where no time could be read from them. */
  unreadable: string | undefined
}

/**
 * Corrects for the sender's clock: the time between happening and sending is right even on a wrong clock, so
 * at = received − (sent − original). What is still in the future, or before 2000, happened when it was received.
 */
export const readStamps = (original: unknown, sent: unknown, received: number): Stamps => {
  const happened = readTime(original)
  const left = readTime(sent)
  const isMissing = original === undefined || original === null || original === ''
  return {
    at: correct(happened, left, received),
    original: storable(happened),
    sent: storable(left),
    unreadable:
      isMissing || storable(happened) !== undefined ? undefined : String(original).slice(0, 100),
  }
}

const correct = (happened: number | undefined, left: number | undefined, received: number) => {
  if (happened === undefined) return received
  const corrected = left === undefined ? happened : received - (left - happened)
  if (isSane(corrected, received)) return Math.min(corrected, received)
  return isSane(happened, received) ? Math.min(happened, received) : received
}

const day = 86_400_000
const isSane = (ms: number, received: number) => ms >= earliest && ms <= received + day

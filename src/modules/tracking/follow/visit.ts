import type { Device } from '../visits/device.ts'
import type { Traffic } from '../visits/traffic.ts'
import type { Vitals } from '../visits/vitals.ts'
import type { TrackedRow } from './read-tracked.ts'

/** As long as nothing may happen before the next event is another visit. */
export const gapMs = 30 * 60_000
/** A page that reloads itself is not one visit for ever. */
export const longestMs = 24 * 3_600_000

export type Visit = Partial<Traffic> & {
  workspaceId: string
  id: string
  sourceId: string
  anonymousId: string
  startedAt: number
  lastAt: number
  pages: number
  events: number
  firstUrl: string | null
  lastUrl: string | null
  lastTitle: string | null
  referrer: string | null
  utm: Record<string, unknown> | null
  device: Device | null
  vitals: Vitals | null
  /** The event that began it, when this batch did. */
  begunBy: TrackedRow | undefined
  /** When the last page seen was seen; later ones move `lastUrl`. */
  urlAt: number
  /** Whether its first page is another than before. */
  firstIsNew: boolean
  /** Whether more is known of it than how long it is. */
  aboutIsNew: boolean
}

export const isWithin = ({ startedAt, lastAt }: Visit, at: number) =>
  at >= startedAt - gapMs &&
  at <= lastAt + gapMs &&
  Math.max(lastAt, at) - Math.min(startedAt, at) <= longestMs

type ChangedHands = (device: Visit, one: number, other: number) => boolean

/**
 * What comes late may fill the rest between two visits of one device: then they are one. The earlier goes on, under the id
 * of one that is stored; those that are no more are taken out of `touched` and, where stored, answered. `all` are the
 * visits of each device that something was added to.
 */
export const joinVisits = (
  all: Iterable<Visit[]>,
  touched: Set<Visit>,
  changedHands: ChangedHands,
): Visit[] => {
  const gone: Visit[] = []
  for (const list of all) {
    if (list.length < 2) continue
    let earlier: Visit | undefined
    for (const visit of [...list].sort((a, b) => a.startedAt - b.startedAt)) {
      const isNews = touched.has(visit) || (earlier && touched.has(earlier))
      if (!earlier || !isNews || !areOne(earlier, visit, changedHands)) {
        earlier = visit
        continue
      }
      if (earlier.begunBy && !visit.begunBy)
        Object.assign(earlier, { id: visit.id, begunBy: undefined })
      else if (!visit.begunBy) gone.push(visit)
      take(earlier, visit)
      touched.delete(visit)
      touched.add(earlier)
    }
  }
  return gone
}

const areOne = (earlier: Visit, later: Visit, changedHands: ChangedHands) =>
  isWithin(earlier, later.startedAt) &&
  Math.max(earlier.lastAt, later.lastAt) - earlier.startedAt <= longestMs &&
  !changedHands(later, earlier.startedAt, later.startedAt)

const take = (visit: Visit, later: Visit) => {
  visit.events += later.events
  visit.pages += later.pages
  if (later.lastAt >= visit.lastAt) {
    visit.lastUrl = later.lastUrl ?? visit.lastUrl
    visit.lastTitle = later.lastTitle ?? visit.lastTitle
    visit.lastAt = later.lastAt
  }
  if (visit.firstUrl === null) {
    Object.assign(visit, { firstUrl: later.firstUrl, referrer: later.referrer, utm: later.utm })
    visit.firstIsNew = true
  }
  visit.device ??= later.device
  visit.vitals = worst(visit.vitals, later.vitals)
  visit.aboutIsNew = true
}

/** Of each figure the worst, and where it was. */
const worst = (one: Vitals | null, other: Vitals | null): Vitals | null => {
  if (!one || !other) return one ?? other
  const both: Vitals = { ...one, ttfb: Math.max(one.ttfb ?? 0, other.ttfb ?? 0) || undefined }
  for (const name of ['lcp', 'inp', 'cls'] as const)
    if ((other[name] ?? -1) > (one[name] ?? -1))
      Object.assign(both, { [name]: other[name], [`${name}Url`]: other[`${name}Url`] })
  return both
}

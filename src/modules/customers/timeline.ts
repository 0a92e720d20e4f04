import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import type { Cursor } from '../../foundation/server/cursor.ts'
import type { TimelineItem } from './contract.ts'
import type { Identifier } from './identifiers.ts'

export type TimelineRow = Omit<z.input<typeof TimelineItem>, 'at'> & { at: Date }

/** Newest first, strictly before `before`, at most `limit` rows; reads through an index. */
export type TimelineSource = (
  ctx: Context,
  /** `ids`: this customer and everybody merged into them, whose rows keep their own. */
  customer: { id: string; ids: readonly string[]; identifiers: Identifier[] },
  options: {
    before: Cursor | undefined
    limit: number
    kinds: ReadonlySet<string> | undefined
    /** What rows should hold; only for a source that was added as one that `searches`. */
    search?: string | undefined
  },
) => Promise<TimelineRow[]>

const sources: { read: TimelineSource; searches: boolean }[] = []

/**
 * Modules that know something of a customer's past add it here, when they are loaded. One that `searches` gives only rows
 * that hold the text, for who may see addresses; of the others what is shown is looked through.
 */
export const addTimelineSource = (read: TimelineSource, { searches = false } = {}) =>
  void sources.push({ read, searches })

/** For each tracked event that rows name as what they came by: the event, as sure as what sent it. */
export type SourceReader = (
  ctx: Context,
  customer: Parameters<TimelineSource>[1],
  trackedEventIds: readonly string[],
) => Promise<Map<string, NonNullable<TimelineRow['source']> & { unverified: boolean }>>

const readers: SourceReader[] = []
/** Whoever keeps tracked events adds how they are read, when it is loaded. */
export const addSourceReader = (read: SourceReader) => void readers.push(read)

/** Rows that a tracked event told of have it with them, and are no surer than it. */
export const withSources = async (
  ctx: Context,
  customer: Parameters<TimelineSource>[1],
  rows: readonly TimelineRow[],
): Promise<TimelineRow[]> => {
  const idOf = ({ facts }: TimelineRow) => String(facts.trackedEventId ?? '')
  const ids = [...new Set(rows.map(idOf).filter(Boolean))]
  if (ids.length === 0) return [...rows]
  const found = await Promise.all(readers.map((read) => read(ctx, customer, ids)))
  return rows.map((row) => {
    const source = found.flatMap((one) => one.get(idOf(row)) ?? [])[0]
    if (!source) return row
    const { unverified, ...told } = source
    return { ...row, unverified: row.unverified || unverified, source: told }
  })
}

const isNewer = (a: TimelineRow, b: TimelineRow) =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)

export type ReadRow = TimelineRow & { isMatch: boolean }

/** All sources as one list, newest first; what was searched already is marked as a match. */
export const readTimeline = async (
  ctx: Context,
  customer: Parameters<TimelineSource>[1],
  { search, ...options }: Parameters<TimelineSource>[2],
): Promise<ReadRow[]> => {
  const parts = await Promise.all(
    sources.map(async ({ read, searches }) => {
      const isMatch = searches && search !== undefined && ctx.sight.contact
      const rows = await read(ctx, customer, isMatch ? { ...options, search } : options)
      return rows.map((row) => ({ ...row, isMatch }))
    }),
  )
  return parts.flat().sort(isNewer).slice(0, options.limit)
}

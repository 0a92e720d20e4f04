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
  options: { before: Cursor | undefined; limit: number; kinds: ReadonlySet<string> | undefined },
) => Promise<TimelineRow[]>

const sources: TimelineSource[] = []

/** Modules that know something of a customer's past add it here, when they are loaded. */
export const addTimelineSource = (source: TimelineSource) => void sources.push(source)

const isNewer = (a: TimelineRow, b: TimelineRow) =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)

/** All sources as one list, newest first. */
export const readTimeline: TimelineSource = async (ctx, customer, options) => {
  const parts = await Promise.all(sources.map((source) => source(ctx, customer, options)))
  return parts.flat().sort(isNewer).slice(0, options.limit)
}

import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Retention } from '../../foundation/server/retention.ts'

const atOnce = 5000

const countWhere = async (ctx: Context, table: string, where: RawBuilder<unknown>) => {
  const { rows } = await sql<{ count: string }>`select count(*) as count from ${sql.table(table)}
    where workspace_id = ${ctx.workspaceId} and ${where}`.execute(ctx.db)
  return Number(rows[0]!.count)
}

/** Whoever follows the log must have passed them; older than a day they are. */
const trackedBefore = (before: Date) => sql`received_at < ${before}`
const visitsBefore = (before: Date) => sql`last_at < ${before}`

export const trackingRetention: Retention[] = [
  {
    name: 'tracked-events',
    usualDays: null,
    count: (ctx, before) => countWhere(ctx, 'tracked_event', trackedBefore(before)),
    sweep: async (ctx, before) => {
      const { rows } =
        await sql`delete from tracked_event where (workspace_id, id, received_at) in (
          select workspace_id, id, received_at from tracked_event
          where workspace_id = ${ctx.workspaceId} and ${trackedBefore(before)} limit ${atOnce})
        returning id`.execute(ctx.db)
      return rows.length
    },
  },
  {
    name: 'visits',
    usualDays: null,
    count: (ctx, before) => countWhere(ctx, 'visit', visitsBefore(before)),
    sweep: async (ctx, before) => {
      const { rows } = await sql`delete from visit where (workspace_id, id) in (
          select workspace_id, id from visit where workspace_id = ${ctx.workspaceId} and ${visitsBefore(before)}
          limit ${atOnce})
        returning id`.execute(ctx.db)
      return rows.length
    },
  },
  {
    name: 'rejected-events',
    usualDays: 30,
    count: (ctx, before) => countWhere(ctx, 'rejected_event', trackedBefore(before)),
    sweep: async (ctx, before) => {
      const { rows } = await sql`delete from rejected_event where (workspace_id, id) in (
          select workspace_id, id from rejected_event
          where workspace_id = ${ctx.workspaceId} and ${trackedBefore(before)} limit ${atOnce})
        returning id`.execute(ctx.db)
      return rows.length
    },
  },
]

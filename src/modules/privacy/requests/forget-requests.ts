import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { Retention } from '../../../foundation/server/retention.ts'

const atOnce = 1000

/** Answered before then, and still saying who asked. */
const namedBefore = (
  ctx: Context,
  before: Date,
) => sql`workspace_id = ${ctx.workspaceId} and closed_at < ${before}
  and (customer_id is not null or requester || contact || details || identity_check || outcome <> '')`

/** That somebody asked, what, and when it was answered stays as a proof; who they are goes. */
export const requestRetention: Retention = {
  name: 'privacy-requests',
  usualDays: null,
  count: async (ctx, before) => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from privacy_request
      where ${namedBefore(ctx, before)}`.execute(ctx.db)
    return rows[0]!.count
  },
  sweep: async (ctx, before) => {
    const { rows } =
      await sql`update privacy_request set requester = '', contact = '', details = '', identity_check = '',
        outcome = '', customer_id = null
      where (workspace_id, id) in (
        select workspace_id, id from privacy_request where ${namedBefore(ctx, before)} limit ${atOnce})
      returning id`.execute(ctx.db)
    return rows.length
  },
}

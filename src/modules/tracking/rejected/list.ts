import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { isLimited } from '../../members/index.ts'
import type * as contract from '../contract.ts'

export const listRejected = async (
  ctx: Context,
  input: z.output<typeof contract.listRejectedEvents.input>,
) => {
  const before = parseCursor(input.after)
  const rows = await ctx.db
    .selectFrom('rejected_event')
    .select(['id', 'code', 'detail', 'body', 'received_at as receivedAt'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('source_id', '=', input.id)
    // A body is what a site sent, of whomever: not for those from whom anything is kept.
    .where(sql<boolean>`${!isLimited(ctx) && ctx.sight.contact}`)
    .$if(input.code !== undefined, (query) => query.where('code', '=', input.code!))
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(received_at, id::text) < (${before?.at}, ${before?.id})`),
    )
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.receivedAt, id: row.id }),
    (row) => row,
  )
}

const mostReasons = 50

export const countRejected = async (ctx: Context, { id }: { id: string }) => {
  const data = await ctx.db
    .selectFrom('rejected_event')
    .select(['code', sql<number>`count(*)::int`.as('count')])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('source_id', '=', id)
    .groupBy('code')
    .orderBy('count', 'desc')
    .limit(mostReasons)
    .execute()
  return { data }
}

import { sql } from 'kysely'
import type { FirstKnown } from '../customers/index.ts'

/** An order of years ago says that they were known then, whenever it came here. */
export const readFirstOrder: FirstKnown = async (ctx, ids) => {
  if (ctx.actor.type !== 'system' && !ctx.can.has('order.read')) return null
  const { rows } = await sql<{ at: Date | null }>`
    select min(placed_at) as at from customer_order
    where workspace_id = ${ctx.workspaceId} and customer_id = any(${[...ids]}::uuid[])`.execute(
    ctx.db,
  )
  return rows[0]!.at
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { forgetOrders } from '../../commerce/index.ts'
import { type ImportedChange, takeBackImported } from '../../customers/index.ts'

/** What one row of a file of orders did: to the order, and to whose it is. */
export type OrderChange = {
  orderId: string
  before: {
    order: 'created' | 'updated' | 'unchanged'
    customer?: Pick<ImportedChange, 'customerId' | 'created' | 'links' | 'acts'>
  }
}

/**
 * Orders that came with the file go, unless something followed them since; those that were there before keep what the file
 * added to them. Then whose they were, as customers are taken back.
 */
export const takeBackOrders = async (
  ctx: Context,
  importId: string,
  changes: readonly OrderChange[],
  startedAt: Date,
) => {
  const created = changes.flatMap(({ orderId, before }) =>
    before.order === 'created' ? [orderId] : [],
  )
  // Whatever was said of an order after the file changed it at another time than the file made it.
  const { rows } = await sql<{ id: string; free: boolean }>`
    select o.id, o.changed_at = o.created_at and o.created_at >= ${startedAt}
      and not exists (select 1 from order_followup f where f.workspace_id = o.workspace_id and f.order_id = o.id) as free
    from customer_order o where o.workspace_id = ${ctx.workspaceId} and o.id = any(${created}::uuid[])`.execute(
    ctx.db,
  )
  const free = rows.flatMap((row) => (row.free ? [row.id] : []))
  await forgetOrders(ctx, free)
  const people = changes.flatMap(({ before }) =>
    before.customer ? [{ ...before.customer, ours: before.customer.created }] : [],
  )
  await takeBackImported(ctx, people, `import:${importId}`)
  const updated = changes.filter(({ before }) => before.order === 'updated').length
  return { removed: free.length, restored: 0, kept: rows.length - free.length + updated }
}

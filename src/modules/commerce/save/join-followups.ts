import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { moveAlong } from './move-along.ts'
import type { OrderInput, OrderRow } from './order-row.ts'

/** What came before the order that it follows; the states that this brings the orders to. */
export const joinFollowups = async (
  ctx: Context,
  orders: readonly Pick<OrderRow, 'id' | 'source' | 'externalId'>[],
): Promise<OrderInput[]> => {
  if (orders.length === 0) return []
  const { rows } = await sql<{ id: string; orderId: string }>`
    update order_followup f set order_id = o.id
    from unnest(${orders.map((one) => one.id)}::uuid[], ${orders.map((one) => one.source)}::text[],
      ${orders.map((one) => one.externalId)}::text[]) as o (id, source, external_id)
    where f.workspace_id = ${ctx.workspaceId} and f.source = o.source and f.order_external_id = o.external_id
      and f.order_id is null
    returning f.id, f.order_id as "orderId"`.execute(ctx.db)
  if (rows.length === 0) return []
  await sql`update order_step set order_id = o.order_id
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.orderId)}::uuid[]) as o (id, order_id)
    where workspace_id = ${ctx.workspaceId} and subject_id = o.id`.execute(ctx.db)
  const orderIds = [...new Set(rows.map((row) => row.orderId))]
  await moveAlong(ctx, orderIds)
  return deriveStates(ctx, orderIds)
}

/** An order is on its way with its first delivery, and there with its last. */
export const deriveStates = async (
  ctx: Context,
  orderIds: readonly string[],
): Promise<OrderInput[]> => {
  const { rows } = await sql<{
    source: string
    externalId: string
    shippedAt: Date | null
    deliveredAt: Date | null
  }>`
    select o.source, o.external_id as "externalId",
      (select min(s.at) from order_step s where s.workspace_id = o.workspace_id and s.order_id = o.id
        and s.kind = 'delivery' and s.state in ('shipped', 'out-for-delivery', 'delivered')) as "shippedAt",
      case when bool_and(f.state in ('delivered', 'returned')) and bool_or(f.state = 'delivered') then max(f.state_at) end
        as "deliveredAt"
    from customer_order o
    join order_followup f on f.workspace_id = o.workspace_id and f.order_id = o.id and f.kind = 'delivery'
    where o.workspace_id = ${ctx.workspaceId} and o.id = any(${[...orderIds]}::uuid[])
    group by o.workspace_id, o.id, o.source, o.external_id`.execute(ctx.db)
  return rows.flatMap(({ source, externalId, shippedAt, deliveredAt }) => {
    const states = [
      ...(shippedAt ? [{ state: 'shipped', at: shippedAt }] : []),
      ...(deliveredAt ? [{ state: 'delivered', at: deliveredAt }] : []),
    ]
    // It says nothing of the order but where it is.
    return states.length > 0
      ? [{ source, externalId, states, derived: true, asOf: new Date(0) }]
      : []
  })
}

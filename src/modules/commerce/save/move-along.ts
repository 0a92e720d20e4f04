import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/** What follows these orders, and the steps of both, belong to whom the orders belong to. */
export const moveAlong = async (ctx: Context, orderIds: readonly string[]) => {
  if (orderIds.length === 0) return
  await sql`update order_followup f set customer_id = o.customer_id, identifier_id = o.identifier_id from customer_order o
    where o.workspace_id = ${ctx.workspaceId} and o.id = any(${[...orderIds]}::uuid[])
      and f.workspace_id = o.workspace_id and f.order_id = o.id`.execute(ctx.db)
  await sql`update order_step s set customer_id = o.customer_id from customer_order o
    where o.workspace_id = ${ctx.workspaceId} and o.id = any(${[...orderIds]}::uuid[])
      and s.workspace_id = o.workspace_id and s.order_id = o.id`.execute(ctx.db)
}

/** Steps of what follows no order that is known. */
export const moveSteps = async (ctx: Context, followupIds: readonly string[]) => {
  if (followupIds.length === 0) return
  await sql`update order_step s set customer_id = f.customer_id, order_id = f.order_id from order_followup f
    where f.workspace_id = ${ctx.workspaceId} and f.id = any(${[...followupIds]}::uuid[])
      and s.workspace_id = f.workspace_id and s.subject_id = f.id`.execute(ctx.db)
}

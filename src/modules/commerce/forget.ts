import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'

const atOnce = 1000

/** Takes these orders away with their items, states and what followed them. Those that are gone already do no harm. */
export const forgetOrders = (ctx: Context, ids: readonly string[]) =>
  inTransaction(ctx, async (ctx) => {
    await sql`delete from order_step where workspace_id = ${ctx.workspaceId} and (order_id = any(${[...ids]}::uuid[])
      or subject_id = any(${[...ids]}::uuid[]))`.execute(ctx.db)
    await sql`delete from customer_order where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[])`.execute(
      ctx.db,
    )
  })

/** Takes away all that a source told of orders, carts and products, in short transactions. */
export const forgetCommerceOf = async (ctx: Context, source: string) => {
  while (await inTransaction(ctx, (ctx) => forgetSome(ctx, source)));
}

/** Whether there may be more. */
const forgetSome = async (ctx: Context, source: string) => {
  const mine = sql`workspace_id = ${ctx.workspaceId} and source = ${source}`
  const orders = await sql<{
    id: string
  }>`select id from customer_order where ${mine} limit ${atOnce}`.execute(ctx.db)
  if (orders.rows.length > 0) {
    await forgetOrders(
      ctx,
      orders.rows.map((row) => row.id),
    )
    return true
  }
  const followups = await sql<{ id: string }>`
    delete from order_followup where workspace_id = ${ctx.workspaceId} and id in (
      select id from order_followup where ${mine} limit ${atOnce}) returning id`.execute(ctx.db)
  await sql`delete from order_step where workspace_id = ${ctx.workspaceId}
    and subject_id = any(${followups.rows.map((row) => row.id)}::uuid[])`.execute(ctx.db)
  let gone = followups.rows.length
  for (const table of ['cart', 'product']) {
    const { rows } =
      await sql`delete from ${sql.table(table)} where workspace_id = ${ctx.workspaceId} and id in (
      select id from ${sql.table(table)} where ${mine} limit ${atOnce}) returning id`.execute(
        ctx.db,
      )
    gone += rows.length
  }
  return gone > 0
}

import { sql } from 'kysely'
import type { Belongings } from '../customers/index.ts'

/** Orders, and what follows them, that would go with a customer. */
export const countBelongings: Belongings = async (ctx, { ids }) => {
  const theirs = sql`workspace_id = ${ctx.workspaceId} and customer_id = any(${[...ids]}::uuid[])`
  const { rows } = await sql<{ orders: number; followups: number; carts: number }>`
    select (select count(*)::int from customer_order where ${theirs}) as orders,
      (select count(*)::int from order_followup where ${theirs}) as followups,
      (select count(*)::int from cart where ${theirs}) as carts`.execute(ctx.db)
  return { ...rows[0]! }
}

import { sql } from 'kysely'
import type { Belongings } from '../customers/index.ts'

/** Orders, and what follows them, that would go with a customer. */
export const countBelongings: Belongings = async (ctx, { ids, identifierIds }) => {
  const whose =
    ids.length > 0
      ? sql`customer_id = any(${[...ids]}::uuid[])`
      : sql`identifier_id = any(${[...identifierIds]}::uuid[])`
  const theirs = sql`workspace_id = ${ctx.workspaceId} and ${whose}`
  const { rows } = await sql<{ orders: number; followups: number; carts: number }>`
    select (select count(*)::int from customer_order where ${theirs}) as orders,
      (select count(*)::int from order_followup where ${theirs}) as followups,
      (select count(*)::int from cart where ${theirs}) as carts`.execute(ctx.db)
  return { ...rows[0]! }
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { componentOf, requireStanding } from '../../customers/index.ts'
import { waitingStates } from '../shapes/contract.ts'

type Counts = { orders: number; cancelled: number; firstAt: Date | null; lastAt: Date | null }
type Sum = {
  currency: string
  orders: number
  spent: number
  average: number
  refunded: number
}
type Follow = {
  deliveries: number
  returns: number
  warrantyClaims: number
  openReturns: number
  openClaims: number
  openCarts: number
}

/** Errors: `customer.missing`. */
export const getPurchases = async (ctx: Context, { id }: { id: string }) => {
  const ids = await componentOf(ctx, await requireStanding(ctx, id))
  const theirs = sql`workspace_id = ${ctx.workspaceId} and customer_id = any(${ids}::uuid[])`
  const counts = await sql<Counts>`
    select count(*)::int as orders, count(*) filter (where state = 'cancelled')::int as cancelled,
      min(placed_at) as "firstAt", max(placed_at) as "lastAt"
    from customer_order where ${theirs}`.execute(ctx.db)
  const sums = await sql<Sum>`
    select currency, count(*)::int as orders, sum(total - refunded)::bigint as spent, sum(refunded)::bigint as refunded,
      round(sum(total - refunded) / count(*))::bigint as average
    from customer_order where ${theirs} and currency is not null and total is not null and state <> 'cancelled'
    group by currency order by count(*) desc, currency`.execute(ctx.db)
  const follow = await sql<Follow>`
    select count(*) filter (where kind = 'delivery')::int as deliveries,
      count(*) filter (where kind = 'return')::int as returns,
      count(*) filter (where kind = 'claim')::int as "warrantyClaims",
      count(*) filter (where kind = 'return' and state = any(${[...waitingStates.return]}::text[]))::int as "openReturns",
      count(*) filter (where kind = 'claim' and state = any(${[...waitingStates.claim]}::text[]))::int as "openClaims",
      (select count(*)::int from cart where ${theirs} and state in ('open', 'checkout', 'abandoned')) as "openCarts"
    from order_followup where ${theirs}`.execute(ctx.db)
  return { ...counts.rows[0]!, sums: sums.rows, ...follow.rows[0]! }
}

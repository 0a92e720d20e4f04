import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

const most = 100
const tables = ['customer_order', 'cart', 'order_followup'] as const

/** Names of shops in one table, as a query: each by one look into its index, however many rows there are of it. */
export const shopsIn = (ctx: Context, table: (typeof tables)[number]) => sql`
  select name from (
    with recursive shop (name) as (
      (select source from ${sql.table(table)} where workspace_id = ${ctx.workspaceId} order by source limit 1)
      union all
      select (select r.source from ${sql.table(table)} r where r.workspace_id = ${ctx.workspaceId} and r.source > shop.name
        order by r.source limit 1)
      from shop where shop.name is not null)
    select name from shop where name is not null limit ${most}) as ${sql.ref(table)}`

/** The shops that something is of. One without a name is called as the source it comes by. */
export const listShops = async (ctx: Context) => {
  const names = sql.join(
    tables.map((table) => shopsIn(ctx, table)),
    sql` union `,
  )
  const { rows } = await sql<{ name: string; title: string }>`
    select shops.name, coalesce(s.name, shops.name) as title from (${names}) as shops
    left join source s on s.workspace_id = ${ctx.workspaceId} and s.id::text = shops.name
    order by title, shops.name limit ${most}`.execute(ctx.db)
  return { data: rows }
}

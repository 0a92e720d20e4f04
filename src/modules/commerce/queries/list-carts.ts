import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { componentOf, requireStanding } from '../../customers/index.ts'
import { hidden, hideContact } from '../../members/index.ts'
import type * as contract from '../contract.ts'
import type { Cart } from '../shapes/contract.ts'
import {
  joinPerson,
  peopleFound,
  personColumns,
  showPerson,
  visiblePerson,
  type WithCustomer,
} from './customer-of.ts'

type Row = WithCustomer &
  Omit<z.input<typeof Cart>, 'customer' | 'lastAt'> & { lastAt: Date; startedAt: Date }

export const listCarts = async (ctx: Context, input: z.output<typeof contract.listCarts.input>) => {
  const before = parseCursor(input.after)
  const conditions = [sql`k.workspace_id = ${ctx.workspaceId}`, sql`${visiblePerson(ctx)}`]
  if (input.customerId) {
    const ids = await componentOf(ctx, await requireStanding(ctx, input.customerId))
    conditions.push(sql`k.customer_id = any(${ids}::uuid[])`)
  }
  if (input.waiting) conditions.push(sql`k.state in ('open', 'checkout', 'abandoned')`)
  const search = input.search?.normalize('NFKC').trim()
  if (search) conditions.push(sql`k.customer_id in (${await peopleFound(ctx, search)})`)
  if (input.source) conditions.push(sql`k.source = ${input.source}`)
  if (input.state) conditions.push(sql`k.state = ${input.state}`)
  if (input.from) conditions.push(sql`k.last_at >= ${input.from}::timestamptz`)
  if (input.to) conditions.push(sql`k.last_at < ${input.to}::timestamptz`)
  if (before)
    conditions.push(sql`(k.last_at, k.id) < (${before.at}::timestamptz, ${before.id}::uuid)`)
  const { rows } = await sql<Row>`
    select k.id, k.source, k.external_id as "externalId", k.state, k.currency, k.total, k.items, k.started_at as "startedAt",
      k.last_at as "lastAt", k.abandoned_at as "abandonedAt", k.order_id as "orderId", ${personColumns}
    from cart k ${joinPerson('k')}
    where ${sql.join(conditions, sql` and `)}
    order by k.last_at desc, k.id desc limit ${input.limit + 1}`.execute(ctx.db)
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.lastAt, id: row.id }),
    (row) => ({
      ...row,
      customer: showPerson(ctx, row),
      externalId: ctx.sight.contact ? row.externalId : hidden,
      items: ctx.sight.contact
        ? row.items
        : row.items.map((item) => ({ ...item, name: hideContact(item.name ?? ''), url: null })),
    }),
  )
}

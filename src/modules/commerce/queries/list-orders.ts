import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { componentOf, requireStanding } from '../../customers/index.ts'
import { hideContact } from '../../members/index.ts'
import type * as contract from '../contract.ts'
import {
  joinPerson,
  peopleFound,
  personColumns,
  showNumber,
  showPerson,
  visiblePerson,
  type WithCustomer,
} from './customer-of.ts'

export type OrderListed = WithCustomer & {
  id: string
  source: string
  externalId: string
  number: string
  state: z.output<typeof contract.getOrder.output>['state']
  stateAt: Date
  currency: string | null
  total: number | null
  refunded: number
  itemCount: number
  itemNames: string[]
  placedAt: Date
  zone: string | null
  changedAt: Date
}

export const orderColumns = sql`o.id, o.source, o.external_id as "externalId", o.number, o.state, o.state_at as "stateAt",
  o.currency, o.total, o.refunded, o.item_count as "itemCount", o.item_names as "itemNames", o.placed_at as "placedAt",
  o.zone, o.changed_at as "changedAt", ${personColumns}`

export const showOrder = (ctx: Context, row: OrderListed) => {
  const { who: _, whoName: __, whoShown: ___, ...order } = row
  return {
    ...order,
    customer: showPerson(ctx, row),
    number: showNumber(ctx, row.number),
    externalId: showNumber(ctx, row.externalId),
    itemNames: ctx.sight.contact ? row.itemNames : row.itemNames.map(hideContact),
  }
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

export const listOrders = async (
  ctx: Context,
  input: z.output<typeof contract.listOrders.input>,
) => {
  const before = parseCursor(input.after)
  const conditions = await conditionsOf(ctx, input)
  if (before)
    conditions.push(sql`(o.placed_at, o.id) < (${before.at}::timestamptz, ${before.id}::uuid)`)
  const { rows } = await sql<OrderListed>`
    select ${orderColumns} from customer_order o ${joinPerson('o')}
    where ${sql.join(conditions, sql` and `)}
    order by o.placed_at desc, o.id desc limit ${input.limit + 1}`.execute(ctx.db)
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.placedAt, id: row.id }),
    (row) => showOrder(ctx, row),
  )
}

const conditionsOf = async (ctx: Context, input: z.output<typeof contract.listOrders.input>) => {
  const conditions: RawBuilder<unknown>[] = [
    sql`o.workspace_id = ${ctx.workspaceId}`,
    sql`${visiblePerson(ctx)}`,
  ]
  const { state, source, currency, productId, from, to } = input
  if (input.customerId) {
    const ids = await componentOf(ctx, await requireStanding(ctx, input.customerId))
    conditions.push(sql`o.customer_id = any(${ids}::uuid[])`)
  }
  if (state) conditions.push(sql`o.state = ${state}`)
  if (source) conditions.push(sql`o.source = ${source}`)
  if (currency) conditions.push(sql`o.currency = ${currency}`)
  if (input.refunded) conditions.push(sql`o.refunded > 0`)
  if (input.counted) conditions.push(sql`o.state <> 'cancelled' and o.total is not null`)
  if (from) conditions.push(sql`o.placed_at >= ${from}::timestamptz`)
  if (to) conditions.push(sql`o.placed_at < ${to}::timestamptz`)
  if (productId)
    conditions.push(sql`o.id in (select order_id from order_item
      where workspace_id = ${ctx.workspaceId} and product_id = ${productId})`)
  const search = input.search?.normalize('NFKC').trim()
  if (search) conditions.push(await matching(ctx, search))
  return conditions
}

/** Orders whose number begins so, as a query. Nobody finds an address in a number, letter by letter, that they may not see. */
export const numberedLike = (ctx: Context, search: string) => {
  const number = escapeLike(search.replace(/^#/, '').toLowerCase())
  return sql`select id from customer_order where workspace_id = ${ctx.workspaceId}
    and lower(number) like ${`${number}%`} ${ctx.sight.contact ? sql`` : sql`and number not like '%@%'`}`
}

/** By the beginning of the order's number, or by whose it is. */
const matching = async (ctx: Context, search: string) => {
  const people = await peopleFound(ctx, search)
  return sql`o.id in (
    ${numberedLike(ctx, search)}
    union select id from customer_order where workspace_id = ${ctx.workspaceId} and customer_id in (${people}))`
}

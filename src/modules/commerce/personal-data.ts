import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Person, PersonalData } from '../customers/index.ts'
import { tellOrdersErased } from './on-orders-erased.ts'
import { type RowName, rememberErasedRows } from './save/erased.ts'
import type { Key } from './save/rows.ts'

const theirs = (ctx: Context, { ids, identifiers }: Person, device: boolean) => {
  const devices = identifiers
    .filter(({ type }) => type === 'anonymous_id')
    .map(({ value }) => value)
  const byId = sql`customer_id = any(${[...ids]}::uuid[]) or identifier_id = any(${identifiers.map(({ id }) => id)}::uuid[])`
  return sql`workspace_id = ${ctx.workspaceId} and (${byId} ${
    device ? sql`or customer_id is null and anonymous_id = any(${devices}::text[])` : sql``
  })`
}

/** Pages of a table's rows by id. */
const readBy =
  (table: string, columns: RawBuilder<unknown>, device: boolean): PersonalData['read'] =>
  async (ctx, person, { after, limit }) => {
    const { rows } = await sql<{ id: string } & Record<string, unknown>>`
      select ${columns} from ${sql.table(table)} t where ${theirs(ctx, person, device)}
        ${after ? sql`and id > ${after}::uuid` : sql``} order by id limit ${limit}`.execute(ctx.db)
    return { rows, next: rows.length === limit ? rows.at(-1)!.id : null }
  }

const countOf = async (ctx: Context, statement: RawBuilder<unknown>) =>
  (await statement.execute(ctx.db)).rows.length

/**
 * Bookkeeping has to keep what was sold for how much; whose it was, where it went and by which device goes. What is left
 * names nobody.
 */
export const orderData: PersonalData = {
  name: 'orders',
  read: readBy(
    'customer_order',
    sql`id, source, external_id as "externalId", number, state, state_at as "stateAt", currency, total, subtotal, tax,
      shipping, discount, refunded, coupon, shop, url, contact, placed_at as "placedAt", zone, (
        select jsonb_agg(jsonb_build_object('name', i.name, 'sku', i.sku, 'productId', i.product_id, 'quantity', i.quantity,
          'price', i.price, 'total', i.total) order by i.position)
        from order_item i where i.workspace_id = t.workspace_id and i.order_id = t.id) as items`,
    true,
  ),
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql<Key & { id: string }>`
      with o as (update customer_order set customer_id = null, identifier_id = null, anonymous_id = null, contact = null,
          url = null, changed_at = ${ctx.now}
        where workspace_id = ${ctx.workspaceId} and id in (
          select id from customer_order where ${theirs(ctx, person, true)} order by id limit ${limit})
        returning workspace_id, id, source, external_id),
      s as (update order_step set customer_id = null, tracked_event_id = null from o
        where order_step.workspace_id = o.workspace_id and order_id = o.id)
      select id, source, external_id as "externalId" from o`.execute(ctx.db)
    await rememberErasedRows(
      ctx,
      rows.map((row) => ({ ...row, kind: 'order' })),
    )
    await tellOrdersErased(
      ctx,
      rows.map(({ id }) => id),
    )
    return { more: rows.length === limit }
  },
}

export const followupData: PersonalData = {
  name: 'deliveries-returns-claims',
  read: readBy(
    'order_followup',
    sql`id, kind, source, external_id as "externalId", order_external_id as "order", state, state_at as "stateAt", carrier,
      tracking_number as "trackingNumber", tracking_url as "trackingUrl", serial_number as "serialNumber", reason, items,
      currency, amount, begun_at as "begunAt", zone`,
    false,
  ),
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql<RowName>`
      with f as (update order_followup set customer_id = null, identifier_id = null, reason = null, tracking_number = null,
          tracking_url = null, serial_number = null, changed_at = ${ctx.now}
        where workspace_id = ${ctx.workspaceId} and id in (
          select id from order_followup where ${theirs(ctx, person, false)} order by id limit ${limit})
        returning workspace_id, id, kind, source, external_id),
      s as (update order_step set customer_id = null, tracked_event_id = null from f
        where order_step.workspace_id = f.workspace_id and subject_id = f.id)
      select kind, source, external_id as "externalId" from f`.execute(ctx.db)
    await rememberErasedRows(ctx, rows)
    return { more: rows.length === limit }
  },
}

export const cartData: PersonalData = {
  name: 'carts',
  read: readBy(
    'cart',
    sql`id, source, state, currency, total, items, started_at as "startedAt", last_at as "lastAt"`,
    true,
  ),
  erase: async (ctx, person, { limit }) => {
    const gone = await countOf(
      ctx,
      sql`delete from cart where workspace_id = ${ctx.workspaceId} and id in (
        select id from cart where ${theirs(ctx, person, true)} order by id limit ${limit}) returning id`,
    )
    return { more: gone === limit }
  },
}

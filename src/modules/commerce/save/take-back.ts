import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { moveAlong } from './move-along.ts'
import { comeTo, type OrderInput, type OrderRow, orderShape } from './order-row.ts'
import type { OrderWas } from './order-was.ts'
import { replaceItems } from './replace-items.ts'
import { isSame, readRows, updateRows } from './rows.ts'
import { sayContacts } from './say-contacts.ts'
import { readSteps } from './steps.ts'

/** Fields that go together, and by what name they are told of; those not told of follow from the others. */
const toldAs: Readonly<Record<string, string>> = {
  customerId: 'customer',
  itemsMark: 'items',
  number: 'number',
  placedAt: 'placedAt',
  currency: 'currency',
  total: 'total',
  subtotal: 'subtotal',
  tax: 'tax',
  shipping: 'shipping',
  discount: 'discount',
  refunded: 'refunded',
  coupon: 'coupon',
  shop: 'shop',
  url: 'url',
  contact: 'contact',
}

/**
 * Puts an order back as it was before an update, but for what somebody changed since; the names of what stayed. `isOurs`:
 * whoever made the update made the order too, so afterwards it counts as not changed. An order that is gone has nothing
 * left of it.
 */
export const takeBackUpdate = async (
  ctx: Context,
  orderId: string,
  was: OrderWas,
  isOurs: boolean,
): Promise<string[]> => {
  const row = await lockOrder(ctx, orderId)
  if (!row) return []
  await sql`delete from order_step where workspace_id = ${ctx.workspaceId} and subject_id = ${orderId}
    and id = any(${was.steps}::uuid[])`.execute(ctx.db)
  const is = (name: string, value: unknown) =>
    isSame({ value: row[name as keyof OrderRow] }, { value })
  const isMarkOurs = was.fields.itemsMark && is('itemsMark', was.fields.itemsMark.put)
  const fields = Object.entries(was.fields)
  const back = fields.filter(([name, { put }]) =>
    /^item/.test(name) ? isMarkOurs : name !== 'changedAt' && is(name, put),
  )
  const restored = { ...row, ...Object.fromEntries(back.map(([name, one]) => [name, one.was])) }
  const kept = fields.flatMap(([name, one]) =>
    toldAs[name] && !is(name, one.put) && !is(name, one.was) ? [toldAs[name]] : [],
  )
  const steps = (await readSteps(ctx, [orderId])).get(orderId) ?? []
  const nothing: OrderInput = { source: row.source, externalId: row.externalId, states: [] }
  const after = comeTo(restored, steps, nothing).row
  const changed = was.fields.changedAt
  const isWhole = isOurs && kept.length === 0 && changed && is('changedAt', changed.put)
  const changedAt = isWhole ? (changed.was as Date) : ctx.now
  const put: OrderRow = { ...after, changedAt }
  await updateRows(ctx, 'customer_order', orderShape, [put])
  if (was.items && isMarkOurs)
    await replaceItems(ctx, [{ orderId, items: was.items, isNew: false }])
  if (after.customerId !== row.customerId) {
    await moveAlong(ctx, [orderId])
    await sayContacts(ctx, [orderId], [{ id: orderId, was: row.customerId }])
  }
  return kept
}

const lockOrder = async (ctx: Context, id: string) => {
  const { rows } = await sql<{ source: string; externalId: string }>`
    select source, external_id as "externalId" from customer_order where workspace_id = ${ctx.workspaceId} and id = ${id}`.execute(
    ctx.db,
  )
  const found = await readRows<OrderRow>(ctx, 'customer_order', orderShape, rows)
  return [...found.values()][0]
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { ItemInput, OrderRow } from './order-row.ts'
import { isSame } from './rows.ts'
import type { Step } from './steps.ts'

/**
 * What an update did to an order that was there before, for whoever may take it back: fields as they were and as they were
 * put, ids of the steps it added, and the items it replaced. As JSON: times are ISO 8601.
 */
export type OrderWas = {
  fields: Record<string, { was: unknown; put: unknown }>
  steps: string[]
  items?: ItemInput[]
}

type Updated = {
  row: OrderRow
  before: OrderRow | undefined
  fresh: Step[]
  items: readonly ItemInput[] | undefined
}

/** To be noted before the items are replaced; by the orders' ids. */
export const noteWas = async (ctx: Context, updated: readonly Updated[]) => {
  const replaced = updated.filter(({ items }) => items).map(({ row }) => row.id)
  const items = await readStoredItems(ctx, replaced)
  return new Map(
    updated.map(({ row, before, fresh, items: put }): [string, OrderWas] => {
      const after = { ...row, changedAt: ctx.now }
      const fields = Object.entries(before!).flatMap(([name, was]) => {
        const value = after[name as keyof OrderRow]
        return isSame({ value }, { value: was }) ? [] : [[name, { was, put: value }] as const]
      })
      const had = put && { items: items.get(row.id) ?? [] }
      return [
        row.id,
        { fields: Object.fromEntries(fields), steps: fresh.map(({ id }) => id), ...had },
      ]
    }),
  )
}

const readStoredItems = async (ctx: Context, orderIds: readonly string[]) => {
  if (orderIds.length === 0) return new Map<string, ItemInput[]>()
  const { rows } = await sql<ItemInput & { orderId: string }>`
    select order_id as "orderId", product_id as "productId", sku, name, variant, quantity, price, total, url,
      image_url as "imageUrl"
    from order_item where workspace_id = ${ctx.workspaceId} and order_id = any(${[...orderIds]}::uuid[])
    order by order_id, position`.execute(ctx.db)
  const grouped = Map.groupBy(rows, ({ orderId }) => orderId)
  return new Map(
    [...grouped].map(([id, all]) => [id, all.map(({ orderId: _, ...item }) => item as ItemInput)]),
  )
}

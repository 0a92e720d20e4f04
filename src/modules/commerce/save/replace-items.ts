import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { ItemInput } from './order-row.ts'

type Told = { orderId: string; items: readonly ItemInput[]; isNew: boolean }

/** These items instead of those that orders had. */
export const replaceItems = async (ctx: Context, told: readonly Told[]) => {
  const had = told.filter(({ isNew }) => !isNew).map(({ orderId }) => orderId)
  if (had.length > 0)
    await sql`delete from order_item where workspace_id = ${ctx.workspaceId} and order_id = any(${had}::uuid[])`.execute(
      ctx.db,
    )
  const rows = told.flatMap(({ orderId, items }) =>
    items.map((item, position) => ({ ...item, orderId, position })),
  )
  if (rows.length === 0) return
  await sql`
    insert into order_item (workspace_id, order_id, position, product_id, sku, name, variant, quantity, price, total, url, image_url)
    select ${ctx.workspaceId}::uuid, "orderId", position, "productId", sku, coalesce(name, ''), variant, coalesce(quantity, 1),
      price, total, url, "imageUrl"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("orderId" uuid, position integer, "productId" text, sku text,
      name text, variant text, quantity double precision, price bigint, total bigint, url text, "imageUrl" text)`.execute(
    ctx.db,
  )
}

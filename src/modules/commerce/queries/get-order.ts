import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { hideContact } from '../../members/index.ts'
import { readSteps } from '../save/steps.ts'
import type { OrderDetail } from '../shapes/contract.ts'
import { joinPerson, visiblePerson } from './customer-of.ts'
import { readFollowupsOf, showSteps } from './list-followups.ts'
import { type OrderListed, orderColumns, showOrder } from './list-orders.ts'

type Detail = OrderListed &
  Pick<
    z.output<typeof OrderDetail>,
    'subtotal' | 'tax' | 'shipping' | 'discount' | 'coupon' | 'shop' | 'url' | 'contact'
  >

const mostItems = 500

/** Errors: `order.missing`. */
export const getOrder = async (ctx: Context, { id }: { id: string }) => {
  const { rows } = await sql<Detail>`
    select ${orderColumns}, o.subtotal, o.tax, o.shipping, o.discount, o.coupon, o.shop, o.url, o.contact
    from customer_order o ${joinPerson('o')}
    where o.workspace_id = ${ctx.workspaceId} and o.id = ${id} and ${visiblePerson(ctx)}`.execute(
    ctx.db,
  )
  const [row] = rows
  if (!row) throw new AppError('missing', 'order.missing')
  const { subtotal, tax, shipping, discount, coupon, shop, url, contact } = row
  const steps = await readSteps(ctx, [id])
  const sees = ctx.sight.contact
  return {
    ...showOrder(ctx, row),
    ...{ subtotal, tax, shipping, discount, coupon, shop },
    url: sees ? url : null,
    contact: sees ? contact : null,
    items: await readItems(ctx, id, sees),
    steps: showSteps(steps.get(id)),
    ...(await readFollowupsOf(ctx, id)),
  }
}

type ItemRow = z.input<typeof OrderDetail>['items'][number]

const readItems = async (ctx: Context, orderId: string, sees: boolean): Promise<ItemRow[]> => {
  const { rows } = await sql<ItemRow & { name: string }>`
    select product_id as "productId", sku, name, variant, quantity, price, total, url, image_url as "imageUrl"
    from order_item where workspace_id = ${ctx.workspaceId} and order_id = ${orderId}
    order by position limit ${mostItems}`.execute(ctx.db)
  return sees ? rows : rows.map((row) => ({ ...row, name: hideContact(row.name), url: null }))
}

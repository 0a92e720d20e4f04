import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { saveClaims, saveDeliveries, saveReturns } from '../save/save-followups.ts'
import { saveOrders } from '../save/save-orders.ts'
import { type ProductInput, saveProducts } from '../save/save-products.ts'
import { closeCarts, followCarts } from './carts.ts'
import { type CommerceEvent, isOwned, meanings } from './commerce-event.ts'
import { findIdentifiers } from './find-identifiers.ts'
import { readFollowup } from './read-followup.ts'
import { readOrder } from './read-order.ts'
import { productsIn } from './read-properties.ts'

/**
 * What events of one workspace say of products, carts, orders and what follows them, in the transaction that also moves
 * past those events, so that each counts once.
 */
export const followCommerce = (ctx: Context, events: readonly CommerceEvent[]) =>
  inTransaction(ctx, async (ctx) => {
    const sorted = [...events].sort((a, b) => a.at.getTime() - b.at.getTime())
    const products = new Map<string, ProductInput>()
    for (const event of sorted)
      for (const product of productsIn(event))
        products.set(`${product.source} ${product.externalId} ${product.asOf!.getTime()}`, product)
    await saveProducts(ctx, [...products.values()])
    const owned = sorted.filter(({ name }) => isOwned(name))
    const owners = await findIdentifiers(ctx, owned)
    const all = owned.map((event, index) => ({
      event,
      meaning: meanings.get(event.name)!,
      owner: owners[index]!,
    }))
    const of = (kind: string) => all.filter(({ meaning }) => meaning.of === kind)
    await followCarts(ctx, of('cart'))
    const orders = of('order').flatMap((one) => readOrder(one) ?? [])
    const saved = await saveOrders(
      ctx,
      orders.map(({ order }) => order),
    )
    await closeCarts(
      ctx,
      orders.map((order, index) => ({ ...order, orderId: saved[index]!.id })),
    )
    for (const [kind, save] of [
      ['delivery', saveDeliveries],
      ['return', saveReturns],
      ['claim', saveClaims],
    ] as const)
      await save(
        ctx,
        of(kind).flatMap((one) => readFollowup(one) ?? []),
      )
  })

import { useReadPages } from '../../../foundation/browser/query.ts'
import { listCarts } from '../contract.ts'
import { cartStates } from '../shapes/contract.ts'
import { CartRow } from './cart-row.tsx'
import { cartsRoute } from './order-routes.ts'
import { PurchaseList } from './purchase-list.tsx'

/** What people have put aside to buy, last touched first. */
export const CartsScreen = () => {
  const wanted = cartsRoute.useSearch()
  const query = useReadPages(listCarts, { ...wanted, limit: 100 })
  return (
    <PurchaseList of="carts" wanted={wanted} states={cartStates} query={query}>
      {(cart) => <CartRow cart={cart} />}
    </PurchaseList>
  )
}

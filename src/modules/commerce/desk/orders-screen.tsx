import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { listOrders } from '../contract.ts'
import { orderStates } from '../shapes/contract.ts'
import { ordersRoute } from './order-routes.ts'
import { OrderRow } from './order-row.tsx'
import { PurchaseList } from './purchase-list.tsx'

/** Everything that was bought, last placed first. */
export const OrdersScreen = () => {
  const t = useText()
  const wanted = ordersRoute.useSearch()
  const { counted, currency } = wanted
  const input = { ...wanted, counted: counted ? 'true' : undefined, limit: 100 }
  const query = useReadPages(listOrders, input)
  const text = counted && currency ? t('orders.counted', { currency }) : undefined
  return (
    <PurchaseList of="orders" wanted={wanted} states={orderStates} query={query} text={text}>
      {(order) => <OrderRow order={order} />}
    </PurchaseList>
  )
}

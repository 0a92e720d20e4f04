import { useReadPages } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { listOrders } from '../contract.ts'
import { orderStates } from '../shapes/contract.ts'
import { moneyText } from './money-text.ts'
import { ordersRoute } from './order-routes.ts'
import { PurchaseList } from './purchase-list.tsx'
import { PurchaseRow } from './purchase-row.tsx'

/** Everything that was bought, last placed first. */
export const OrdersScreen = () => {
  const t = useText()
  const { locale } = useLocale()
  const wanted = ordersRoute.useSearch()
  const { counted, refunded, shop, currency, ...same } = wanted
  const query = useReadPages(listOrders, {
    ...same,
    currency,
    source: shop,
    counted: counted && 'true',
    refunded: refunded && 'true',
    limit: 100,
  })
  const text =
    currency && (counted || refunded)
      ? t(counted ? 'orders.counted' : 'orders.with-refund', { currency })
      : undefined
  return (
    <PurchaseList of="orders" wanted={wanted} states={orderStates} query={query} text={text}>
      {({ id, number, customer, state, itemNames, itemCount, total, currency, placedAt }) => (
        <PurchaseRow
          kind="order"
          state={state}
          number={number}
          orderId={id}
          customer={customer}
          text={itemNames.join(' · ') || t('orders.items', { count: itemCount })}
          end={moneyText(locale, total, currency)}
          at={placedAt}
        />
      )}
    </PurchaseList>
  )
}

import { useReadPages } from '../../../foundation/browser/query.ts'
import { useLocale } from '../../../foundation/browser/texts.tsx'
import { listCarts } from '../contract.ts'
import { cartStates } from '../shapes/contract.ts'
import { useItemNames } from './item-names.ts'
import { moneyText } from './money-text.ts'
import { cartsRoute } from './order-routes.ts'
import { PurchaseList } from './purchase-list.tsx'
import { PurchaseRow } from './purchase-row.tsx'

/** What people have put aside to buy, last touched first. */
export const CartsScreen = () => {
  const { locale } = useLocale()
  const namesOf = useItemNames()
  const wanted = cartsRoute.useSearch()
  const { shop, waiting, ...same } = wanted
  const query = useReadPages(listCarts, {
    ...same,
    source: shop,
    waiting: waiting && 'true',
    limit: 100,
  })
  return (
    <PurchaseList of="carts" wanted={wanted} states={cartStates} query={query}>
      {({ state, items, customer, orderId, total, currency, lastAt }) => (
        <PurchaseRow
          kind="cart"
          state={state}
          orderId={orderId}
          customer={customer}
          text={namesOf(items)}
          end={moneyText(locale, total, currency)}
          at={lastAt}
        />
      )}
    </PurchaseList>
  )
}

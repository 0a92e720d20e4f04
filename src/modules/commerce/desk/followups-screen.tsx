import { useReadPages } from '../../../foundation/browser/query.ts'
import { useLocale } from '../../../foundation/browser/texts.tsx'
import { listClaims, listDeliveries, listReturns } from '../contract.ts'
import { claimStates, deliveryStates, returnStates } from '../shapes/contract.ts'
import { useItemNames } from './item-names.ts'
import { moneyText } from './money-text.ts'
import { claimsRoute, deliveriesRoute, type FollowupSearch, returnsRoute } from './order-routes.ts'
import { PurchaseList } from './purchase-list.tsx'
import { PurchaseRow } from './purchase-row.tsx'

const inputOf = <Wanted extends FollowupSearch>({ shop, waiting, ...same }: Wanted) => ({
  ...same,
  source: shop,
  waiting: waiting && 'true',
  limit: 100,
})

/** Parcels, last sent first. */
export const DeliveriesScreen = () => {
  const namesOf = useItemNames()
  const wanted = deliveriesRoute.useSearch()
  const query = useReadPages(listDeliveries, inputOf(wanted))
  return (
    <PurchaseList of="deliveries" wanted={wanted} states={deliveryStates} query={query}>
      {(one) => (
        <PurchaseRow
          {...one}
          kind="delivery"
          number={one.orderNumber}
          text={[one.carrier, one.trackingNumber].filter(Boolean).join(' ') || namesOf(one.items)}
          end={null}
          at={one.stateAt}
        />
      )}
    </PurchaseList>
  )
}

/** What customers send back, last asked for first. */
export const ReturnsScreen = () => {
  const { locale } = useLocale()
  const namesOf = useItemNames()
  const wanted = returnsRoute.useSearch()
  const query = useReadPages(listReturns, inputOf(wanted))
  return (
    <PurchaseList of="returns" wanted={wanted} states={returnStates} query={query}>
      {(one) => (
        <PurchaseRow
          {...one}
          kind="return"
          number={one.orderNumber}
          text={one.reason || namesOf(one.items)}
          end={moneyText(locale, one.amount, one.currency)}
          at={one.begunAt}
        />
      )}
    </PurchaseList>
  )
}

/** What customers want repaired or replaced, last reported first. */
export const ClaimsScreen = () => {
  const namesOf = useItemNames()
  const wanted = claimsRoute.useSearch()
  const query = useReadPages(listClaims, inputOf(wanted))
  return (
    <PurchaseList of="claims" wanted={wanted} states={claimStates} query={query}>
      {(one) => (
        <PurchaseRow
          {...one}
          kind="claim"
          number={one.orderNumber}
          text={one.reason || namesOf(one.items)}
          end={null}
          at={one.begunAt}
        />
      )}
    </PurchaseList>
  )
}

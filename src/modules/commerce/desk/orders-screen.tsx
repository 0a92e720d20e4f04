import { NativeSelect } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { oneOf } from '../../../foundation/browser/search.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ListScreen } from '../../../foundation/browser/ui/list-screen/list-screen.tsx'
import { listOrders } from '../contract.ts'
import { orderStates } from '../shapes/contract.ts'
import { Narrowed } from './narrowed.tsx'
import { type OrderSearch, ordersRoute } from './order-routes.ts'
import { OrderRow } from './order-row.tsx'
import { OrderTabs } from './order-tabs.tsx'
import classes from './orders.module.css'
import { useOrdersLive } from './use-orders-live.ts'

/** Everything that was bought, last placed first. */
export const OrdersScreen = () => {
  const t = useText()
  const wanted = ordersRoute.useSearch()
  const { search, state, customerId, counted, currency } = wanted
  const navigate = useNavigate()
  const query = useReadPages(listOrders, {
    ...wanted,
    counted: counted ? 'true' : undefined,
    limit: 100,
  })
  useOrdersLive(customerId)
  const go = (change: Partial<Record<keyof OrderSearch, OrderSearch[keyof OrderSearch]>>) => {
    const next = Object.entries({ ...wanted, ...change }).filter(([, value]) => value)
    void navigate({ to: '/orders', search: Object.fromEntries(next), replace: true })
  }
  return (
    <ListScreen
      name="orders"
      search={search}
      find={(text) => go({ search: text })}
      narrowed={Boolean(search || state || customerId || currency || counted)}
      query={query}
      head={(field) => (
        <div className={classes.tools}>
          <NativeSelect
            aria-label={t('orders.state')}
            value={state ?? ''}
            onChange={({ currentTarget }) => go({ state: oneOf(orderStates, currentTarget.value) })}
            data={[
              { value: '', label: t('orders.any-state') },
              ...orderStates.map((one) => ({ value: one, label: t(`orders.order.${one}`) })),
            ]}
          />
          {field}
        </div>
      )}
      above={
        <>
          <OrderTabs />
          {customerId && (
            <Narrowed
              of="orders"
              customerId={customerId}
              text={counted && currency ? t('orders.counted', { currency }) : undefined}
              clear={() => go({ customerId: undefined, currency: undefined, counted: undefined })}
            />
          )}
        </>
      }
    >
      {(order) => <OrderRow order={order} />}
    </ListScreen>
  )
}

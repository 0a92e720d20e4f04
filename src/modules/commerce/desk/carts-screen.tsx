import { NativeSelect } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { oneOf } from '../../../foundation/browser/search.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ListScreen } from '../../../foundation/browser/ui/list-screen/list-screen.tsx'
import { listCarts } from '../contract.ts'
import { cartStates } from '../shapes/contract.ts'
import { CartRow } from './cart-row.tsx'
import { Narrowed } from './narrowed.tsx'
import { type CartSearch, cartsRoute } from './order-routes.ts'
import { OrderTabs } from './order-tabs.tsx'
import classes from './orders.module.css'
import { useOrdersLive } from './use-orders-live.ts'

/** What people have put aside to buy, last touched first. */
export const CartsScreen = () => {
  const t = useText()
  const wanted = cartsRoute.useSearch()
  const { search, state, customerId } = wanted
  const navigate = useNavigate()
  const query = useReadPages(listCarts, { ...wanted, limit: 100 })
  useOrdersLive(customerId)
  const go = (change: Partial<Record<keyof CartSearch, CartSearch[keyof CartSearch]>>) => {
    const next = Object.entries({ ...wanted, ...change }).filter(([, value]) => value)
    void navigate({ to: '/orders/carts', search: Object.fromEntries(next), replace: true })
  }
  return (
    <ListScreen
      name="carts"
      search={search}
      find={(text) => go({ search: text })}
      narrowed={Boolean(search || state || customerId)}
      query={query}
      head={(field) => (
        <div className={classes.tools}>
          <NativeSelect
            aria-label={t('orders.state')}
            value={state ?? ''}
            onChange={({ currentTarget }) => go({ state: oneOf(cartStates, currentTarget.value) })}
            data={[
              { value: '', label: t('orders.any-state') },
              ...cartStates.map((one) => ({ value: one, label: t(`orders.cart.${one}`) })),
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
              of="carts"
              customerId={customerId}
              clear={() => go({ customerId: undefined })}
            />
          )}
        </>
      }
    >
      {(cart) => <CartRow cart={cart} />}
    </ListScreen>
  )
}

import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../../../foundation/browser/routes.ts'
import { idOf, oneOf, type Search, textOf } from '../../../foundation/browser/search.ts'
import {
  cartStates,
  claimStates,
  deliveryStates,
  orderStates,
  returnStates,
} from '../shapes/contract.ts'

const given = <T extends object>(all: T) =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: NonNullable<T[Name]>
  }

/** What every list can be narrowed to. */
const narrowedOf = <State extends string>(
  states: readonly State[],
  { search, state, customerId, shop }: Search,
) => ({
  search: textOf(search),
  state: oneOf(states, state),
  customerId: idOf(customerId),
  shop: textOf(shop, 100),
})
const isSet = (value: unknown) => (value === true ? (true as const) : undefined)
/** And those that can wait for somebody. */
const waitingOf = <State extends string>(states: readonly State[], search: Search) =>
  given({ ...narrowedOf(states, search), waiting: isSet(search.waiting) })

export type FollowupSearch = ReturnType<typeof waitingOf<string>>

export const ordersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders',
  validateSearch: (search: Search) =>
    given({
      ...narrowedOf(orderStates, search),
      currency: oneOf(
        [/^[A-Z]{3}$/.test(String(search.currency)) ? String(search.currency) : ''],
        search.currency,
      ),
      /** Only what the sums of money count. */
      counted: isSet(search.counted),
      refunded: isSet(search.refunded),
    }),
  component: lazyRouteComponent(() => import('./orders-screen.tsx'), 'OrdersScreen'),
})

export const cartsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders/carts',
  validateSearch: (search: Search) => waitingOf(cartStates, search),
  component: lazyRouteComponent(() => import('./carts-screen.tsx'), 'CartsScreen'),
})

export const deliveriesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders/deliveries',
  validateSearch: (search: Search) => waitingOf(deliveryStates, search),
  component: lazyRouteComponent(() => import('./followups-screen.tsx'), 'DeliveriesScreen'),
})

export const returnsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders/returns',
  validateSearch: (search: Search) => waitingOf(returnStates, search),
  component: lazyRouteComponent(() => import('./followups-screen.tsx'), 'ReturnsScreen'),
})

export const claimsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders/claims',
  validateSearch: (search: Search) => waitingOf(claimStates, search),
  component: lazyRouteComponent(() => import('./followups-screen.tsx'), 'ClaimsScreen'),
})

export const orderRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders/$orderId',
  component: lazyRouteComponent(() => import('./order-screen.tsx'), 'OrderScreen'),
})

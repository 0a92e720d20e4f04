import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../../../foundation/browser/routes.ts'
import { idOf, oneOf, type Search, textOf } from '../../../foundation/browser/search.ts'
import { cartStates, orderStates } from '../shapes/contract.ts'

type OrderSearch = {
  search?: string
  state?: (typeof orderStates)[number]
  customerId?: string
  currency?: string
  /** Only what the sums of money count. */
  counted?: true
}

const given = <T extends object>(all: T) =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: NonNullable<T[Name]>
  }

export const ordersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders',
  validateSearch: ({ search, state, customerId, currency, counted }: Search): OrderSearch =>
    given({
      search: textOf(search),
      state: oneOf(orderStates, state),
      customerId: idOf(customerId),
      currency: oneOf([/^[A-Z]{3}$/.test(String(currency)) ? String(currency) : ''], currency),
      counted: counted === true ? (true as const) : undefined,
    }),
  component: lazyRouteComponent(() => import('./orders-screen.tsx'), 'OrdersScreen'),
})

type CartSearch = {
  search?: string
  state?: (typeof cartStates)[number]
  customerId?: string
}

export const cartsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders/carts',
  validateSearch: ({ search, state, customerId }: Search): CartSearch =>
    given({
      search: textOf(search),
      state: oneOf(cartStates, state),
      customerId: idOf(customerId),
    }),
  component: lazyRouteComponent(() => import('./carts-screen.tsx'), 'CartsScreen'),
})

export const orderRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'orders/$orderId',
  component: lazyRouteComponent(() => import('./order-screen.tsx'), 'OrderScreen'),
})

import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../../../foundation/browser/routes.ts'
import { type Search, textOf } from '../../../foundation/browser/search.ts'
import { readFilter } from './timeline-filter.ts'

export const customersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'customers',
  validateSearch: ({ search }: Search): { search?: string } => ({ search: textOf(search) }),
  component: lazyRouteComponent(() => import('./customers-screen.tsx'), 'CustomersScreen'),
})

export const customerRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'customers/$customerId',
  validateSearch: readFilter,
  component: lazyRouteComponent(() => import('./customer-screen.tsx'), 'CustomerScreen'),
})

export const duplicatesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'duplicates',
  validateSearch: ({ state }: Search): { state?: 'later' } => (state === 'later' ? { state } : {}),
  component: lazyRouteComponent(
    () => import('./duplicates/duplicates-screen.tsx'),
    'DuplicatesScreen',
  ),
})

export const groupRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'customer-groups/$groupId',
  component: lazyRouteComponent(() => import('./profile/group-screen.tsx'), 'GroupScreen'),
})

import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { AppRoute, Routes } from '../../../foundation/browser/routes.ts'
import { readSearch } from './search.ts'

export const routes: Routes<AppRoute> = (app) => [
  createRoute({
    getParentRoute: () => app,
    path: '/dashboard',
    validateSearch: readSearch,
    component: lazyRouteComponent(() => import('./dashboard.tsx'), 'Dashboard'),
  }),
]

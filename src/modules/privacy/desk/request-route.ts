import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { settingsRoute } from '../../../foundation/browser/routes.ts'

export const requestRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'privacy-requests/$requestId',
  component: lazyRouteComponent(() => import('./request-screen.tsx'), 'RequestScreen'),
})

import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/connections', text: 'connection.settings', permission: 'connection.read' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'connections',
    component: lazyRouteComponent(() => import('./connection-list.tsx'), 'ConnectionList'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'connections/new/$channel',
    component: lazyRouteComponent(() => import('./new-connection.tsx'), 'NewConnection'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'connections/$id',
    component: lazyRouteComponent(() => import('./connection-page.tsx'), 'ConnectionPage'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'connections/$id/sender',
    component: lazyRouteComponent(() => import('./sender/sender-page.tsx'), 'SenderPage'),
  }),
]

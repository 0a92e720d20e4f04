import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/live', text: 'live_test.settings', permission: 'workspace.manage' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'live',
    component: lazyRouteComponent(() => import('./live-test-page.tsx'), 'LiveTestPage'),
  }),
]

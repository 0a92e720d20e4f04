import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/sample', text: 'sample.settings', permission: 'workspace.manage' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'sample',
    component: lazyRouteComponent(() => import('./sample-settings.tsx'), 'SampleSettings'),
  }),
]

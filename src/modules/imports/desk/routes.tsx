import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'
import { readShown } from './counts.ts'

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/imports', text: 'import.settings', permission: 'import.manage' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'imports',
    component: lazyRouteComponent(() => import('./import-list.tsx'), 'ImportList'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'imports/$id',
    validateSearch: readShown,
    component: lazyRouteComponent(() => import('./import-page.tsx'), 'ImportPage'),
  }),
]

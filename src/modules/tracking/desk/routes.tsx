import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/sources', text: 'source.settings', permission: 'source.read' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'sources',
    component: lazyRouteComponent(() => import('./source-list.tsx'), 'SourceList'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'sources/$id',
    component: lazyRouteComponent(() => import('./source-page.tsx'), 'SourcePage'),
  }),
]

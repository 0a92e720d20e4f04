import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/labels', text: 'label.settings', permission: 'label.read' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'labels',
    component: lazyRouteComponent(() => import('./label-settings.tsx'), 'LabelSettings'),
  }),
]

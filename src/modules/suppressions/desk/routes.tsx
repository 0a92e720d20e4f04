import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = [
  {
    to: '/settings/suppressions',
    text: 'suppression.settings',
    permission: 'suppression.read',
  },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'suppressions',
    component: lazyRouteComponent(
      () => import('./suppression-settings.tsx'),
      'SuppressionSettings',
    ),
  }),
]

import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/workspace', text: 'workspace.settings', permission: 'workspace.manage' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'workspace',
    component: lazyRouteComponent(() => import('./workspace-settings.tsx'), 'WorkspaceSettings'),
  }),
]

import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/members', text: 'member.settings', permission: 'member.read' },
  { to: '/settings/teams', text: 'team.settings', permission: 'member.read' },
  { to: '/settings/api-keys', text: 'api_key.settings', permission: 'api-key.manage' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'members',
    component: lazyRouteComponent(() => import('./member-settings.tsx'), 'MemberSettings'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'teams',
    component: lazyRouteComponent(() => import('./teams/team-settings.tsx'), 'TeamSettings'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'api-keys',
    component: lazyRouteComponent(
      () => import('./api-keys/api-key-settings.tsx'),
      'ApiKeySettings',
    ),
  }),
]

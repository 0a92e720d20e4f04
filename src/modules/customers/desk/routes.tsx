import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type {
  AppRoute,
  Routes,
  SettingsLink,
  SettingsRoute,
} from '../../../foundation/browser/routes.ts'
import { customerRoute, customersRoute, duplicatesRoute } from './customer-routes.ts'

export const routes: Routes<AppRoute> = () => [customersRoute, customerRoute, duplicatesRoute]

export const settingsLinks: SettingsLink[] = [
  {
    to: '/settings/identifiers',
    text: 'identifier_type.settings',
    permission: 'identity.read',
  },
]

export const settingsRoutes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'identifiers',
    component: lazyRouteComponent(
      () => import('./identifiers/identifier-settings.tsx'),
      'IdentifierSettings',
    ),
  }),
]

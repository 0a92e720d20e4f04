import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type {
  AppRoute,
  Routes,
  SettingsLink,
  SettingsRoute,
} from '../../../foundation/browser/routes.ts'
import { customerRoute, customersRoute, duplicatesRoute, groupRoute } from './customer-routes.ts'

export const routes: Routes<AppRoute> = () => [
  customersRoute,
  customerRoute,
  duplicatesRoute,
  groupRoute,
]

export const settingsLinks: SettingsLink[] = [
  {
    to: '/settings/customer-fields',
    text: 'custom_field.settings',
    permission: 'customer.configure',
  },
  {
    to: '/settings/identifiers',
    text: 'identifier_type.settings',
    permission: 'identity.read',
  },
]

export const settingsRoutes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'customer-fields',
    component: lazyRouteComponent(
      () => import('./profile/custom-field-settings.tsx'),
      'CustomFieldSettings',
    ),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'identifiers',
    component: lazyRouteComponent(
      () => import('./identifiers/identifier-settings.tsx'),
      'IdentifierSettings',
    ),
  }),
]

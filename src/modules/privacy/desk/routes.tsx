import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import {
  type Routes,
  type SettingsLink,
  type SettingsRoute,
  settingsRoute,
} from '../../../foundation/browser/routes.ts'
import { addCustomerSection } from '../../customers/desk/sections.ts'
import { DueMark } from './due-mark.tsx'
import { PrivacySection } from './privacy-section.tsx'
import { requestRoute } from './request-route.ts'

addCustomerSection({ name: 'privacy', place: 90, panel: false, Section: PrivacySection })

export const settingsLinks: SettingsLink[] = [
  {
    to: '/settings/privacy-requests',
    text: 'privacy.requests',
    permission: 'privacy.read',
    Mark: DueMark,
  },
  { to: '/settings/retention', text: 'privacy.retention', permission: 'retention.manage' },
]

export const routes: Routes<SettingsRoute> = () => [
  createRoute({
    getParentRoute: () => settingsRoute,
    path: 'privacy-requests',
    component: lazyRouteComponent(() => import('./requests-screen.tsx'), 'RequestsScreen'),
  }),
  requestRoute,
  createRoute({
    getParentRoute: () => settingsRoute,
    path: 'retention',
    component: lazyRouteComponent(() => import('./retention-settings.tsx'), 'RetentionSettings'),
  }),
]

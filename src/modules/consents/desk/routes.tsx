import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'
import { addCustomerSection } from '../../customers/desk/sections.ts'
import { ConsentsSection } from './consents-section.tsx'

addCustomerSection({ name: 'consents', place: 40, panel: false, Section: ConsentsSection })

export const settingsLinks: SettingsLink[] = [
  { to: '/settings/consent', text: 'consent.settings', permission: 'consent.read' },
]

export const routes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'consent',
    component: lazyRouteComponent(() => import('./consent-settings.tsx'), 'ConsentSettings'),
  }),
]

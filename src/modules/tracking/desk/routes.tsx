import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type {
  AppRoute,
  Routes,
  SettingsLink,
  SettingsRoute,
} from '../../../foundation/browser/routes.ts'
import { addCustomerSection } from '../../customers/desk/sections.ts'
import { readShown } from './counts.ts'
import { SlowPages } from './slow-pages.tsx'

addCustomerSection({ name: 'slow-pages', place: 60, panel: true, Section: SlowPages })

export const visitorRoutes: Routes<AppRoute> = (app) => [
  createRoute({
    getParentRoute: () => app,
    path: 'visitors',
    component: lazyRouteComponent(() => import('./site-visitors.tsx'), 'SiteVisitors'),
  }),
]

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
    validateSearch: readShown,
    component: lazyRouteComponent(() => import('./source-page.tsx'), 'SourcePage'),
  }),
]

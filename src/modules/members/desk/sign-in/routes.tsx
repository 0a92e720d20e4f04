import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type {
  RootRoute,
  Routes,
  SettingsLink,
  SettingsRoute,
} from '../../../../foundation/browser/routes.ts'

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)

/** Where somebody with the right password was sent on to. */
const stepOf = (value: unknown) => (value === 'code' || value === 'enrol' ? value : undefined)

/** Pages for those who are not signed in, and the first page after set-up. */
export const signInRoutes: Routes<RootRoute> = (root) => [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: (search: Record<string, unknown>) => ({
      to: text(search.to),
      step: stepOf(search.step),
    }),
    component: lazyRouteComponent(() => import('./sign-in.tsx'), 'SignIn'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/enrol',
    validateSearch: (search: Record<string, unknown>) => ({ to: text(search.to) }),
    component: lazyRouteComponent(() => import('../second-factor/enrol-page.tsx'), 'EnrolPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/setup',
    validateSearch: (search: Record<string, unknown>) => ({ code: text(search.code) }),
    component: lazyRouteComponent(() => import('./set-up.tsx'), 'SetUp'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/welcome',
    component: lazyRouteComponent(() => import('./welcome.tsx'), 'Welcome'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/invitation/$token',
    component: lazyRouteComponent(() => import('./invitation.tsx'), 'InvitationPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset',
    component: lazyRouteComponent(() => import('./request-reset.tsx'), 'RequestReset'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset/$token',
    component: lazyRouteComponent(() => import('./reset-password.tsx'), 'ResetPassword'),
  }),
]

export const profileLinks: SettingsLink[] = [{ to: '/settings/me', text: 'profile.title' }]

export const profileRoutes: Routes<SettingsRoute> = (settings) => [
  createRoute({
    getParentRoute: () => settings,
    path: 'me',
    component: lazyRouteComponent(() => import('./profile.tsx'), 'Profile'),
  }),
]

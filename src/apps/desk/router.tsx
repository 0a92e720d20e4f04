import { type AnyRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { CallError } from '../../foundation/browser/client.ts'
import { readOptions } from '../../foundation/browser/query.ts'
import { appRoute, rootRoute, settingsRoute } from '../../foundation/browser/routes.ts'
import { loadAllTexts } from '../../foundation/browser/texts.tsx'
import { routes as audit } from '../../modules/audit/desk/routes.tsx'
import { routes as commerce } from '../../modules/commerce/desk/routes.tsx'
import { routes as connections } from '../../modules/connections/desk/routes.tsx'
import { routes as consents } from '../../modules/consents/desk/routes.tsx'
import { routes as conversations } from '../../modules/conversations/desk/routes.tsx'
import {
  routes as customers,
  settingsRoutes as identifiers,
} from '../../modules/customers/desk/routes.tsx'
import { routes as imports } from '../../modules/imports/desk/routes.tsx'
import { routes as labels } from '../../modules/labels/desk/routes.tsx'
import { routes as liveTest } from '../../modules/live-test/desk/routes.tsx'
import { getMe } from '../../modules/members/contract.ts'
import { routes as members } from '../../modules/members/desk/routes.tsx'
import { profileRoutes, signInRoutes } from '../../modules/members/desk/sign-in/routes.tsx'
import { routes as privacy } from '../../modules/privacy/desk/routes.tsx'
import { routes as reports } from '../../modules/reports/desk/routes.tsx'
import { routes as sample } from '../../modules/sample/desk/routes.tsx'
import { routes as suppressions } from '../../modules/suppressions/desk/routes.tsx'
import { routes as tracking, visitorRoutes } from '../../modules/tracking/desk/routes.tsx'
import { getSetup } from '../../modules/workspaces/contract.ts'
import { routes as workspaces } from '../../modules/workspaces/desk/routes.tsx'
import { atDoor, queries, whenEnrolling, whenSignedOut } from './queries.ts'
import { Failed } from './shell/failed.tsx'
import { Frame } from './shell/frame.tsx'
import { Missing } from './shell/missing.tsx'
import { SettingsFrame } from './shell/settings-frame.tsx'

/** Who is signed in; else to the page that signs in, or makes the first admin. */
const admit = async (href: string) => {
  try {
    await queries.ensureQueryData({ ...readOptions(getMe, {}), meta: atDoor })
  } catch (error) {
    if (error instanceof CallError && error.code === 'second_factor.enrol')
      throw redirect({ to: '/enrol', search: { to: href } })
    if (!(error instanceof CallError) || error.code !== 'auth.required') throw error
    const { open } = await queries.fetchQuery(readOptions(getSetup, {}))
    throw open
      ? redirect({ to: '/setup' })
      : redirect({ to: '/sign-in', search: href === '/inbox' ? {} : { to: href } })
  }
}

const isInbox = (pathname: string) => /^\/(inbox(\/|$)|$)/.test(pathname)
// The parts' types stay those of foundation/browser, so that modules know their parents without knowing the app.
Object.assign(rootRoute.options, {
  beforeLoad: async ({ location }: { location: { pathname: string } }) => {
    if (!isInbox(location.pathname)) await loadAllTexts()
  },
})
Object.assign(appRoute.options, {
  component: Frame,
  beforeLoad: ({ location }: { location: { href: string } }) => admit(location.href),
})
settingsRoute.update({ component: SettingsFrame })

const toFirst = (parent: AnyRoute, to: string) =>
  createRoute({
    getParentRoute: () => parent,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to, replace: true })
    },
  })

const settings = settingsRoute.addChildren(
  [
    toFirst(settingsRoute, '/settings/me'),
    profileRoutes(settingsRoute),
    workspaces(settingsRoute),
    liveTest(settingsRoute),
    members(settingsRoute),
    connections(settingsRoute),
    suppressions(settingsRoute),
    labels(settingsRoute),
    identifiers(settingsRoute),
    tracking(settingsRoute),
    imports(settingsRoute),
    consents(settingsRoute),
    privacy(settingsRoute),
    audit(settingsRoute),
    sample(settingsRoute),
  ].flat(),
)
const app = appRoute.addChildren(
  [
    toFirst(appRoute, '/inbox'),
    conversations(appRoute),
    customers(appRoute),
    visitorRoutes(appRoute),
    commerce(appRoute),
    reports(appRoute),
    settings,
  ].flat(),
)

export const router = createRouter({
  routeTree: rootRoute.addChildren([...signInRoutes(rootRoute), app]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: Missing,
  defaultErrorComponent: Failed,
})

whenSignedOut(() => {
  const { href, pathname } = router.state.location
  if (pathname === '/sign-in' || pathname === '/setup') return
  queries.clear()
  void router.navigate({ to: '/sign-in', search: { to: href } })
})

whenEnrolling(() => {
  const { href, pathname } = router.state.location
  if (pathname === '/enrol') return
  queries.clear()
  void router.navigate({ to: '/enrol', search: { to: href } })
})

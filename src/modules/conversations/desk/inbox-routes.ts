import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../../../foundation/browser/routes.ts'
import { idOf, oneOf, type Search, textOf } from '../../../foundation/browser/search.ts'

const views = ['all', 'mine', 'unassigned', 'team'] as const
const statuses = ['open', 'resolved', 'any'] as const

export type InboxSearch = {
  view?: (typeof views)[number]
  status?: (typeof statuses)[number]
  teamId?: string
  labelId?: string
  customerId?: string
  search?: string
}

const readSearch = (search: Search): InboxSearch => ({
  view: oneOf(views, search.view),
  status: oneOf(statuses, search.status),
  teamId: idOf(search.teamId),
  labelId: idOf(search.labelId),
  customerId: idOf(search.customerId),
  search: textOf(search.search),
})

export const inboxRoute = createRoute({
  getParentRoute: () => appRoute,
  path: 'inbox',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./inbox-screen.tsx'), 'InboxScreen'),
})

export const nothingOpenRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./thread/nothing-open.tsx'), 'NothingOpen'),
})

export const conversationRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '$conversationId',
  component: lazyRouteComponent(() => import('./thread/thread-screen.tsx'), 'ThreadScreen'),
})

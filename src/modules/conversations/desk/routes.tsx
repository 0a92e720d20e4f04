import type { AppRoute, Routes } from '../../../foundation/browser/routes.ts'
import { conversationRoute, inboxRoute, nothingOpenRoute } from './inbox-routes.ts'

export const routes: Routes<AppRoute> = () => [
  inboxRoute.addChildren([nothingOpenRoute, conversationRoute]),
]

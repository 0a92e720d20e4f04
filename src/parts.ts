import type { Channel } from './channels/channel.ts'
import { channel as email } from './channels/email/channel.ts'
import { channel as webChat } from './channels/web-chat/channel.ts'
import type { Module, Role } from './foundation/server/module.ts'
import { actionsModule } from './modules/actions/module.ts'
import { auditModule } from './modules/audit/module.ts'
import { commerceModule } from './modules/commerce/module.ts'
import { connectionsModule } from './modules/connections/module.ts'
import { consentsModule } from './modules/consents/module.ts'
import { conversationsModule } from './modules/conversations/module.ts'
import { customersModule } from './modules/customers/module.ts'
import { filesModule } from './modules/files/module.ts'
import { importsModule } from './modules/imports/module.ts'
import { labelsModule } from './modules/labels/module.ts'
import { liveTestModule } from './modules/live-test/module.ts'
import { membersModule } from './modules/members/module.ts'
import { privacyModule } from './modules/privacy/module.ts'
import { reportsModule } from './modules/reports/module.ts'
import { sampleModule } from './modules/sample/module.ts'
import { suppressionsModule } from './modules/suppressions/module.ts'
import { trackingModule } from './modules/tracking/module.ts'
import { webChatModule } from './modules/web-chat/module.ts'
import { workspacesModule } from './modules/workspaces/module.ts'

/** The one place that knows all. A module may call those above it, never those below. */
export const modules: readonly Module[] = [
  workspacesModule,
  liveTestModule,
  membersModule,
  labelsModule,
  filesModule,
  connectionsModule,
  suppressionsModule,
  customersModule,
  commerceModule,
  consentsModule,
  conversationsModule,
  webChatModule,
  trackingModule,
  importsModule,
  reportsModule,
  actionsModule,
  privacyModule,
  sampleModule,
  auditModule,
]

/** Permission → roles that have it. */
export const permissions: Readonly<Record<string, readonly Role[]>> = Object.assign(
  {},
  ...modules.map((module) => module.permissions ?? {}),
)

export const channels: readonly Channel[] = [email, webChat] as Channel[]

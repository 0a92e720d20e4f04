import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type { completeSetup as contract } from '../../workspaces/contract.ts'
import { createWorkspace, type NewWorkspace } from '../../workspaces/index.ts'
import { addMember } from '../change-members.ts'
import { createAccount } from '../sign-in/accounts.ts'
import { enter } from '../sign-in/enter.ts'
import { addressKey, countAttempt } from '../sign-in/limit-attempts.ts'
import { refuseCrossSite } from '../sign-in/same-origin.ts'
import { isSetupCode, isSetupOpen } from './setup-code.ts'

/** Without a language of their own, the browser's is used. */
type FirstAdmin = { name: string; email: string; password: string; locale?: 'en' | 'ja' }

/** Account, workspace and member together or not at all; of several at once, one. Errors: `setup.closed`. */
const makeFirstAdmin = (
  services: Services,
  admin: FirstAdmin,
  wanted: NewWorkspace,
  network?: string,
) =>
  inTransaction({ ...systemContext(services, '', 'setup'), network }, async (outside) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('first-admin', 0))`.execute(outside.db)
    if (!(await isSetupOpen(outside.db))) throw new AppError('conflict', 'setup.closed')
    const { ctx, workspace } = await createWorkspace(outside, wanted)
    const accountId = await createAccount(ctx, admin)
    await addMember(ctx, {
      name: admin.name,
      email: admin.email,
      role: 'admin',
      accountId,
      ...(admin.locale ? { locale: admin.locale } : {}),
    })
    return workspace
  })

/**
 * Errors: `setup.closed`, `setup.wrong_code`, `setup.too_many`, `workspace.time_zone_unknown`, `auth.cross_site`.
 * Signs the new admin in.
 */
export const completeSetup = async (
  { services, network }: Context,
  input: z.output<typeof contract.input>,
  http: Http,
) => {
  refuseCrossSite(services, http.request)
  if (!(await isSetupOpen(services.db))) throw new AppError('conflict', 'setup.closed')
  const limits = [
    { of: `address ${addressKey(http.request.ip)}`, most: 10 },
    { of: 'everyone', most: 500 },
  ]
  await countAttempt(services, 'setup', limits, 'setup.too_many')
  if (!isSetupCode(services, input.code)) throw new AppError('forbidden', 'setup.wrong_code')
  const { workspaceName, locale, timeZone, name, email, password } = input
  const workspace = await makeFirstAdmin(
    services,
    { name, email, password, locale },
    { name: workspaceName, locale, timeZone },
    network,
  )
  await enter(services, http, email, password)
  return { workspace }
}

/** Makes the admin that the environment names, unless there is one. Safe from several processes at once. */
export const ensureAdmin = async (services: Services): Promise<void> => {
  const { admin } = services.config
  if (!admin || !(await isSetupOpen(services.db))) return
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  try {
    const name = admin.email.split('@')[0]!
    await makeFirstAdmin(services, { name, ...admin }, { name: 'Engawa', locale: 'en', timeZone })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'setup.closed')) throw error
  }
}

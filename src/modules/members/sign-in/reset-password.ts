import { isAPIError } from 'better-auth/api'
import { sql } from 'kysely'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { resetLinkCreated } from '../events.ts'
import { selectMembers } from '../list-members.ts'
import { sendMail, writeMail } from '../mailer.ts'
import { noteAct } from '../second-factor/note-acts.ts'
import { newToken } from '../secret-token.ts'
import { findAccount, membershipsOf } from './accounts.ts'
import { authOver } from './auth.ts'
import { endSessionsIn } from './end-sessions.ts'
import { addressKey, countAttempt } from './limit-attempts.ts'
import { refuseCrossSite } from './same-origin.ts'

const hour = 60 * 60 * 1000
const identifier = (token: string) => `reset-password:${token}`

const makeLink = async (ctx: Context, userId: string, lifeMs: number) => {
  const token = newToken()
  const { internalAdapter } = await authOver(ctx.services, ctx.db).$context
  const expiresAt = new Date(ctx.now.getTime() + lifeMs)
  await internalAdapter.createVerificationValue({
    identifier: identifier(token),
    value: userId,
    expiresAt,
  })
  return `${ctx.services.publicUrl}/reset/${token}`
}

/** The same answer, after the same work, whether or not there is such an account. Errors: `sign_in.too_many`. */
export const requestReset = async (
  anyone: Context,
  { email }: { email: string },
  { request }: Http,
) => {
  const { services } = anyone
  refuseCrossSite(services, request)
  const limits = [
    { of: `address ${addressKey(request.ip)}`, most: 20 },
    { of: `account ${email.toLowerCase()}`, most: 5 },
  ]
  await countAttempt(services, 'reset', limits, 'sign_in.too_many')
  const userId = await findAccount(services.db, email)
  const link = await makeLink(anyone, userId ?? '', hour)
  const [ctx] = await membershipsOf(services, userId ?? '')
  if (ctx) void mailLink(ctx, email, link)
  return {}
}

const mailLink = async (ctx: Context, to: string, link: string) => {
  const { locale, name } = await getWorkspace(ctx)
  sendMail(ctx.services, {
    workspaceId: ctx.workspaceId,
    to,
    ...writeMail(locale, 'reset', { workspace: name, link }),
  })
}

/**
 * For an admin to hand over; it holds a day. Refused for an account that is in another workspace too, whose
 * admin this is not. Errors: `member.missing`, `reset.elsewhere`.
 */
export const createResetLink = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const member = await selectMembers(ctx).where('id', '=', id).executeTakeFirst()
    if (!member?.auth_user_id) throw new AppError('missing', 'member.missing')
    const memberships = await membershipsOf(ctx.services, member.auth_user_id, ctx.db)
    if (memberships.length > 1) throw new AppError('conflict', 'reset.elsewhere')
    await record(ctx, resetLinkCreated, {}, { memberId: id })
    await audit(ctx, 'password.reset_link_created', { object: { type: 'member', id } })
    return { link: await makeLink(ctx, member.auth_user_id, 24 * hour) }
  })

/** For the command line. Errors: `member.missing`. */
export const createResetLinkFor = async (services: Services, email: string): Promise<string> => {
  const userId = await findAccount(services.db, email)
  const memberships = userId ? await membershipsOf(services, userId) : []
  const [first] = memberships
  if (!userId || !first) throw new AppError('missing', 'member.missing')
  return inTransaction(first, async ({ db }) => {
    const actor = { type: 'system', id: 'command-line' } as const
    for (const { actor: member, ...ctx } of memberships) {
      const inside = { ...ctx, actor, db }
      await record(inside, resetLinkCreated, {}, { memberId: member.id })
      await audit(inside, 'password.reset_link_created', {
        object: { type: 'member', id: member.id },
      })
    }
    return makeLink({ ...first, db }, userId, 24 * hour)
  })
}

/** Sets the password, ends all sessions of the account and its other links. Errors: `reset.void`. */
export const resetPassword = async (
  anyone: Context,
  input: { token: string; password: string },
  { request }: Http,
) => {
  refuseCrossSite(anyone.services, request)
  await inTransaction(anyone, async (ctx) => {
    const { services, db } = ctx
    const auth = authOver(services, db)
    const { internalAdapter } = await auth.$context
    const link = await internalAdapter.findVerificationValue(identifier(input.token))
    const memberships = link ? await membershipsOf(services, link.value, db) : []
    if (!link || memberships.length === 0) throw new AppError('missing', 'reset.void')
    try {
      await auth.api.resetPassword({ body: { token: input.token, newPassword: input.password } })
    } catch (error) {
      if (isAPIError(error)) throw new AppError('missing', 'reset.void')
      throw error
    }
    await endSessionsIn(ctx, sql`"userId" = ${link.value}`)
    await sql`delete from auth.verification where value = ${link.value}`.execute(db)
    await noteAct(ctx, link.value, 'password.reset', { ip: request.ip })
  })
  return {}
}

import {
  type Context,
  inTransaction,
  lockWords,
  systemContext,
} from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import type { Role } from '../../../foundation/server/module.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { addMember } from '../change-members.ts'
import { selectMembers } from '../list-members.ts'
import { hashToken } from '../secret-token.ts'
import { createAccount, findAccount, isPassword, lockAccount } from '../sign-in/accounts.ts'
import { enter } from '../sign-in/enter.ts'
import { countSignIn } from '../sign-in/limit-attempts.ts'
import { refuseCrossSite } from '../sign-in/same-origin.ts'

type Acceptance = { token: string; name: string; password: string; locale: 'en' | 'ja' }

/** The open invitation that a link carries, as the workspace it leads to. Errors: `invitation.void`. */
const findOpen = async ({ db, now, services, network }: Context, token: string) => {
  const row = await db
    .selectFrom('invitation')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'invitation.void')
  const ctx = systemContext(services, row.workspace_id, 'invitation', db)
  return { row, ctx: { ...ctx, network } }
}

/** Errors: `invitation.void`. */
export const getInvitation = async (anyone: Context, { token }: { token: string }) => {
  const { row, ctx } = await findOpen(anyone, token)
  const { name } = await getWorkspace(ctx)
  return {
    email: row.email,
    workspaceName: name,
    hasAccount: (await findAccount(ctx.db, row.email)) !== undefined,
  }
}

/** Joins and signs in. Errors: `invitation.void`, `sign_in.wrong`, `sign_in.too_many`, `auth.cross_site`. */
export const acceptInvitation = async (anyone: Context, input: Acceptance, http: Http) => {
  const { services } = anyone
  refuseCrossSite(services, http.request)
  const { row } = await findOpen(anyone, input.token)
  const attempt = await countSignIn(services, http, row.email)
  await inTransaction(anyone, (anyone) => join(anyone, input))
  await attempt.forgive()
  const next = await enter(services, http, row.email, input.password)
  return { next: next ?? 'inside' }
}

const join = async (anyone: Context, { token, name, password, locale }: Acceptance) => {
  const { row, ctx } = await findOpen(anyone, token)
  await lockWords(ctx, 'member', row.email)
  await lockAccount(ctx.db, row.email)
  const accepted = await ctx.db
    .updateTable('invitation')
    .set({ accepted_at: ctx.now })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', row.id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  const member = await selectMembers(ctx).where('email', '=', row.email).executeTakeFirst()
  if (!accepted || member) throw new AppError('missing', 'invitation.void')
  const known = await findAccount(ctx.db, row.email)
  if (known && !(await isPassword(ctx, row.email, password)))
    throw new AppError('signed-out', 'sign_in.wrong')
  const accountId = known ?? (await createAccount(ctx, { email: row.email, name, password }))
  await addMember(ctx, { name, email: row.email, role: row.role as Role, accountId, locale })
}

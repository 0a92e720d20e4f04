import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { confirmPassword } from '../second-factor/confirm-password.ts'
import { noteAct } from '../second-factor/note-acts.ts'
import { authOf, authOver } from './auth.ts'
import { renewSession } from './begin-session.ts'
import { writeSessionToken } from './cookies.ts'

/**
 * Ends the account's other sessions and its reset links; this one goes on under a new token.
 * Errors: `password.wrong`, `sign_in.too_many`.
 */
export const changePassword = async (
  ctx: Context,
  { current, password }: { current: string; password: string },
  http: Http,
) => {
  const { userId } = await confirmPassword(ctx, http, current)
  const { password: passwords } = await authOf(ctx.services).$context
  const hash = await passwords.hash(password)
  const token = await inTransaction(ctx, async (ctx) => {
    const { internalAdapter } = await authOver(ctx.services, ctx.db).$context
    await internalAdapter.updatePassword(userId, hash)
    await sql`delete from auth.verification where value = ${userId}`.execute(ctx.db)
    await noteAct(ctx, userId, 'password.changed')
    return renewSession(ctx, http, userId)
  })
  writeSessionToken(ctx.services, http.reply, token)
  return {}
}

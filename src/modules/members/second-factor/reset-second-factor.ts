import { sql } from 'kysely'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { selectMembers } from '../list-members.ts'
import { findAccount, membershipsOf } from '../sign-in/accounts.ts'
import { endSessionsIn } from '../sign-in/end-sessions.ts'
import { noteAct } from './note-acts.ts'
import { removeSecondFactor } from './second-factors.ts'

/** In the caller's transaction. Whoever is in by it is out. */
const reset = async (ctx: Context, userId: string) => {
  const had = await removeSecondFactor(ctx.db, userId)
  const { rows } = await sql`
    delete from auth.passkey where user_id = ${userId} returning 1`.execute(ctx.db)
  if (!had && rows.length === 0) throw new AppError('conflict', 'second_factor.none')
  await sql`delete from auth.sign_in_step where user_id = ${userId}`.execute(ctx.db)
  await noteAct(ctx, userId, 'two_factor.reset')
  await endSessionsIn(ctx, sql`"userId" = ${userId}`)
}

/**
 * For a member who lost telephone and recovery codes. Refused for an account that is in another workspace too, whose
 * admin this is not. Errors: `member.missing`, `second_factor.elsewhere`, `second_factor.none`.
 */
export const resetSecondFactor = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const member = await selectMembers(ctx).where('id', '=', id).executeTakeFirst()
    if (!member?.auth_user_id) throw new AppError('missing', 'member.missing')
    const memberships = await membershipsOf(ctx.services, member.auth_user_id, ctx.db)
    if (memberships.length > 1) throw new AppError('conflict', 'second_factor.elsewhere')
    await reset(ctx, member.auth_user_id)
    return {}
  })

/** For the command line. Errors: `member.missing`, `second_factor.none`. */
export const resetSecondFactorFor = async (services: Services, email: string) => {
  const userId = await findAccount(services.db, email)
  if (!userId) throw new AppError('missing', 'member.missing')
  await inTransaction(systemContext(services, '', 'command-line'), (ctx) => reset(ctx, userId))
}

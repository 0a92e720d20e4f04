import type { Context } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { ownAccount } from '../me.ts'
import { findEmail, isPassword } from '../sign-in/accounts.ts'
import { addressKey, countAttempt } from '../sign-in/limit-attempts.ts'

/**
 * Whoever sits at an open desk is not yet its owner: what changes how one signs in asks for the password again. Gives the
 * account. Errors: `password.wrong`, `sign_in.too_many`, `auth.member_only`.
 */
export const confirmPassword = async (ctx: Context, { request }: Http, password: string) => {
  const userId = await ownAccount(ctx)
  const email = await findEmail(ctx.db, userId)
  const limits = [
    { of: `address ${addressKey(request.ip)}`, most: 60 },
    { of: `account ${userId}`, most: 10 },
  ]
  const attempt = await countAttempt(ctx.services, 'confirm', limits, 'sign_in.too_many')
  if (!(await isPassword(ctx, email, password))) throw new AppError('forbidden', 'password.wrong')
  await attempt.forgive()
  return { userId, email }
}

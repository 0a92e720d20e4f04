import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { ownAccount } from '../me.ts'
import { renewSession } from '../sign-in/begin-session.ts'
import { writeSessionToken } from '../sign-in/cookies.ts'
import { addressKey, countAttempt } from '../sign-in/limit-attempts.ts'
import { confirmPassword } from './confirm-password.ts'
import { noteAct } from './note-acts.ts'
import {
  acceptOffered,
  describeSecondFactor,
  hasSecondFactor,
  isSecondFactorRequired,
  offerSecret,
  removeSecondFactor,
  renewRecoveryCodes,
} from './second-factors.ts'

export const getSecondFactor = async (ctx: Context) => {
  const userId = await ownAccount(ctx)
  return {
    ...(await describeSecondFactor(ctx.db, userId)),
    required: await isSecondFactorRequired(ctx.db, userId),
  }
}

/** Also for another telephone; the one in use works until the new one has shown a code. Errors: `password.wrong`. */
export const beginSecondFactor = async (
  ctx: Context,
  { password }: { password: string },
  http: Http,
) => {
  const { userId, email } = await confirmPassword(ctx, http, password)
  return offerSecret(ctx, userId, email)
}

/** Guessing at a code that one was just shown leads nowhere, but costs nothing to limit. */
export const countOffered = ({ services }: Context, { request }: Http, userId: string) =>
  countAttempt(
    services,
    'enrol',
    [
      { of: `address ${addressKey(request.ip)}`, most: 60 },
      { of: `account ${userId}`, most: 20 },
    ],
    'second_factor.too_many',
  )

/**
 * From now on signing in asks for a code. Other devices are signed out, since they never showed one.
 * Errors: `second_factor.not_begun`, `second_factor.wrong`, `second_factor.too_many`.
 */
export const confirmSecondFactor = async (ctx: Context, { code }: { code: string }, http: Http) => {
  const userId = await ownAccount(ctx)
  const attempt = await countOffered(ctx, http, userId)
  const { recoveryCodes, token } = await inTransaction(ctx, async (ctx) => {
    const recoveryCodes = await acceptOffered(ctx, userId, code)
    await noteAct(ctx, userId, 'two_factor.turned_on')
    return { recoveryCodes, token: await renewSession(ctx, http, userId) }
  })
  writeSessionToken(ctx.services, http.reply, token)
  await attempt.forgive()
  return { recoveryCodes }
}

/** Errors: `password.wrong`, `second_factor.required`. */
export const disableSecondFactor = async (
  ctx: Context,
  { password }: { password: string },
  http: Http,
) => {
  const { userId } = await confirmPassword(ctx, http, password)
  const token = await inTransaction(ctx, async (ctx) => {
    if (await isSecondFactorRequired(ctx.db, userId))
      throw new AppError('conflict', 'second_factor.required')
    if (await removeSecondFactor(ctx.db, userId))
      await noteAct(ctx, userId, 'two_factor.turned_off')
    return renewSession(ctx, http, userId)
  })
  writeSessionToken(ctx.services, http.reply, token)
  return {}
}

/** The ones before are void. Errors: `password.wrong`, `second_factor.not_begun`. */
export const renewOwnRecoveryCodes = async (
  ctx: Context,
  { password }: { password: string },
  http: Http,
) => {
  const { userId } = await confirmPassword(ctx, http, password)
  return inTransaction(ctx, async (ctx) => {
    if (!(await hasSecondFactor(ctx.db, userId)))
      throw new AppError('conflict', 'second_factor.not_begun')
    const recoveryCodes = await renewRecoveryCodes(ctx, userId)
    await noteAct(ctx, userId, 'two_factor.codes_renewed')
    return { recoveryCodes }
  })
}

import type { Context } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { findEmail } from '../sign-in/accounts.ts'
import { beginSession } from '../sign-in/begin-session.ts'
import { addressKey, countAttempt } from '../sign-in/limit-attempts.ts'
import { refuseCrossSite } from '../sign-in/same-origin.ts'
import { noteFailure } from '../sign-in/sign-in.ts'
import { endStep, findStep } from '../sign-in/steps.ts'
import { noteAct } from './note-acts.ts'
import { countOffered } from './own-second-factor.ts'
import { readCode } from './read-code.ts'
import { acceptOffered, offerSecret, spendCode } from './second-factors.ts'

/**
 * Six figures can be guessed, so few tries for an account from anywhere; a recovery code cannot, so that whoever knows
 * the password and uses up these tries still keeps nobody out.
 */
const countCode = ({ services }: Context, { request }: Http, userId: string, typed: string) => {
  const address = addressKey(request.ip)
  const isRecovery = readCode(typed)?.kind === 'recovery'
  return countAttempt(
    services,
    isRecovery ? 'recovery-code' : 'code',
    [
      { of: `address ${address}`, most: 60 },
      { of: `pair ${address} ${userId}`, most: 5 },
      ...(isRecovery ? [] : [{ of: `account ${userId}`, most: 10 }]),
    ],
    'second_factor.too_many',
  )
}

/**
 * After the password, the code. Errors: `second_factor.wrong`, `second_factor.too_many`, `sign_in.begin_again`,
 * `auth.cross_site`.
 */
export const enterCode = async (anyone: Context, { code }: { code: string }, http: Http) => {
  const { services } = anyone
  refuseCrossSite(services, http.request)
  const step = await findStep(anyone, http, 'code')
  const userId = step.userId
  const attempt = await countCode(anyone, http, userId, code)
  // Known before the session is begun, because the way there is told with it.
  const way = readCode(code)?.kind ?? 'totp'
  const isIn = await beginSession(services, http, userId, way, async (ctx) => {
    const spent = await spendCode(ctx, userId, code)
    if (!spent) throw new AppError('signed-out', 'second_factor.wrong')
    await endStep(ctx, http, step)
    if (spent === 'recovery')
      await noteAct(ctx, userId, 'two_factor.code_used', { ip: http.request.ip })
    return true
  }).catch((error) => {
    if (error instanceof AppError && error.code === 'second_factor.wrong')
      noteFailure(services, http, { userId, step: 'code' })
    throw error
  })
  if (isIn) await attempt.forgive()
  return {}
}

/** For whoever's workspace asks for a second factor that they do not have yet. Errors: `sign_in.begin_again`. */
export const beginAtDoor = async (anyone: Context, _input: unknown, http: Http) => {
  refuseCrossSite(anyone.services, http.request)
  const { userId } = await findStep(anyone, http, 'enrol')
  return offerSecret(anyone, userId, await findEmail(anyone.db, userId))
}

/** Sets it up and signs in. Errors: as `confirmSecondFactor`, and `sign_in.begin_again`. */
export const confirmAtDoor = async (anyone: Context, { code }: { code: string }, http: Http) => {
  const { services } = anyone
  refuseCrossSite(services, http.request)
  const step = await findStep(anyone, http, 'enrol')
  const userId = step.userId
  const attempt = await countOffered(anyone, http, userId)
  const recoveryCodes = await beginSession(services, http, userId, 'totp', async (ctx) => {
    const codes = await acceptOffered(ctx, userId, code)
    await endStep(ctx, http, step)
    await noteAct(ctx, userId, 'two_factor.turned_on', { ip: http.request.ip })
    return codes
  })
  await attempt.forgive()
  return { recoveryCodes }
}

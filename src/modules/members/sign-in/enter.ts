import { systemContext } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { hasSecondFactor, isSecondFactorRequired } from '../second-factor/second-factors.ts'
import { findAccount, isPassword, membershipsOf } from './accounts.ts'
import { beginSession } from './begin-session.ts'
import { beginStep } from './steps.ts'

/** What a right password leads to: a session, or first a code, or first setting a second factor up. */
export type Next = 'inside' | 'code' | 'enrol'

/** Undefined for a wrong password, and for an account that is in no workspace any more. */
export const enter = async (
  services: Services,
  http: Http,
  email: string,
  password: string,
): Promise<Next | undefined> => {
  const ctx = systemContext(services, '', 'sign-in')
  const isRight = await isPassword(ctx, email, password)
  const userId = isRight ? await findAccount(services.db, email) : undefined
  if (!userId || (await membershipsOf(services, userId)).length === 0) return undefined
  const next = await nextOf(services, userId)
  if (next === 'inside')
    await beginSession(services, http, userId, 'password', async () => undefined)
  else await beginStep(ctx, http, { kind: next, userId })
  return next
}

const nextOf = async ({ db }: Services, userId: string): Promise<Next> => {
  if (await hasSecondFactor(db, userId)) return 'code'
  return (await isSecondFactorRequired(db, userId)) ? 'enrol' : 'inside'
}

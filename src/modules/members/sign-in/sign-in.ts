import type { Context } from '../../../foundation/server/context.ts'
import { inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { signInFailed } from '../events.ts'
import { findAccount, membershipsOf } from './accounts.ts'
import { countSignIn } from './limit-attempts.ts'
import { refuseCrossSite } from './same-origin.ts'
import { startSession } from './start-session.ts'

/** Errors: `sign_in.wrong` (also for unknown addresses), `sign_in.too_many`, `auth.cross_site`. */
export const signIn = async (
  { services }: Context,
  input: { email: string; password: string },
  http: Http,
) => {
  refuseCrossSite(services, http.request)
  const attempt = await countSignIn(services, http.request.ip, input.email)
  if (!(await startSession(services, http, input.email, input.password))) {
    noteFailure(services, input.email)
    throw new AppError('signed-out', 'sign_in.wrong')
  }
  await attempt.forgive()
  return {}
}

/** Not waited for: the answer must take as long for an address that is nobody's. */
export const noteFailure = (services: Services, email: string) => {
  const note = async () => {
    const userId = await findAccount(services.db, email)
    const memberships = userId ? await membershipsOf(services, userId) : []
    const [first] = memberships
    if (!first) return
    await inTransaction(first, async ({ db }) => {
      for (const ctx of memberships) {
        const actor = { type: 'system', id: 'sign-in' } as const
        await record({ ...ctx, actor, db }, signInFailed, {}, { memberId: ctx.actor.id })
      }
    })
  }
  note().catch((error) =>
    services.log.warn({ code: error?.code }, 'a failed sign-in could not be noted'),
  )
}

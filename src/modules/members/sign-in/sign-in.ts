import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { networkOf } from '../../../foundation/server/network-of.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { signInFailed } from '../events.ts'
import { findAccount, membershipsOf } from './accounts.ts'
import { enter } from './enter.ts'
import { countSignIn } from './limit-attempts.ts'
import { refuseCrossSite } from './same-origin.ts'

/** Errors: `sign_in.wrong` (also for unknown addresses), `sign_in.too_many`, `auth.cross_site`. */
export const signIn = async (
  { services }: Context,
  input: { email: string; password: string },
  http: Http,
) => {
  refuseCrossSite(services, http.request)
  const attempt = await countSignIn(services, http, input.email)
  const next = await enter(services, http, input.email, input.password)
  if (!next) {
    noteFailure(services, http, { email: input.email, step: 'password' })
    throw new AppError('signed-out', 'sign_in.wrong')
  }
  await attempt.forgive()
  return { next }
}

type Failure = { step: 'password' | 'code' | 'passkey' } & (
  | { email: string; userId?: undefined }
  | { userId: string }
)

/** Not waited for: the answer must take as long for an address that is nobody's. */
export const noteFailure = (services: Services, { request }: Http, failure: Failure) => {
  const network = networkOf(request.ip)
  const note = async () => {
    const userId = failure.userId ?? (await findAccount(services.db, failure.email))
    const memberships = userId ? await membershipsOf(services, userId) : []
    const [first] = memberships
    if (!first) return
    await inTransaction(first, async ({ db }) => {
      for (const ctx of memberships) {
        const memberId = ctx.actor.id
        const unknown = { ...ctx, db, network, actor: { type: 'system', id: 'sign-in' } as const }
        await record(unknown, signInFailed, {}, { memberId })
        await audit(unknown, 'sign_in.failed', {
          object: { type: 'member', id: memberId },
          facts: { step: failure.step },
          outcome: 'refused',
        })
      }
    })
  }
  note().catch((error) =>
    services.log.warn({ code: error?.code }, 'a failed sign-in could not be noted'),
  )
}

import { isAPIError } from 'better-auth/api'
import { sql } from 'kysely'
import { inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { signInSucceeded } from '../events.ts'
import { membershipsOf } from './accounts.ts'
import { authOf } from './auth.ts'
import { headersFor, passCookies, readSessionToken } from './cookies.ts'
import { endSessions } from './end-sessions.ts'

/**
 * Starts a new session and hands its cookie over; one that the browser brought along ends. False for a wrong
 * password, and for an account that is in no workspace any more.
 */
export const startSession = async (
  services: Services,
  { request, reply }: Http,
  email: string,
  password: string,
) => {
  const answer = await tryPassword(services, { email, password }, headersFor(request))
  if (!answer) return false
  const memberships = await membershipsOf(services, answer.response.user.id)
  const mine = sql`token = ${answer.response.token}`
  const [first] = memberships
  if (!first) {
    await endSessions(services, mine)
    return false
  }
  const earlier = readSessionToken(services, request)
  if (earlier) await endSessions(services, sql`token = ${earlier}`)
  const { rows } = await sql<{ id: string }>`select id from auth.session where ${mine}`.execute(
    services.db,
  )
  await inTransaction(first, async ({ db }) => {
    for (const ctx of memberships) {
      await record(
        { ...ctx, db },
        signInSucceeded,
        {},
        { memberId: ctx.actor.id, sessionId: rows[0]!.id },
      )
    }
    await sql`delete from auth.session where "userId" = ${answer.response.user.id} and "expiresAt" < now()`.execute(
      db,
    )
  })
  passCookies(reply, answer.headers)
  return true
}

const tryPassword = async (
  services: Services,
  body: { email: string; password: string },
  headers: Headers,
) => {
  try {
    return await authOf(services).api.signInEmail({ body, headers, returnHeaders: true })
  } catch (error) {
    if (isAPIError(error) && error.statusCode === 401) return undefined
    throw error
  }
}

import { sql } from 'kysely'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { networkOf } from '../../../foundation/server/network-of.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { sessionIdOf } from '../access-ended.ts'
import { signInSucceeded } from '../events.ts'
import { newToken } from '../secret-token.ts'
import { membershipsOf } from './accounts.ts'
import { authOver } from './auth.ts'
import { readSessionToken, writeSessionToken } from './cookies.ts'
import { endSessionsIn } from './end-sessions.ts'
import { rememberDevice } from './known-device.ts'

/** How somebody showed who they are. */
export type Way = 'password' | 'totp' | 'recovery' | 'passkey'

const longestAgent = 300

/**
 * Runs `work` and starts a new session in one transaction; then hands its cookie over. A session that the browser brought
 * along ends, so that none is carried over a sign-in.
 */
export const beginSession = async <T>(
  services: Services,
  http: Http,
  userId: string,
  way: Way,
  work: (ctx: Context) => Promise<T>,
): Promise<T> => {
  const { token, email, answer } = await inTransaction(
    { ...systemContext(services, '', 'sign-in'), network: networkOf(http.request.ip) },
    async (ctx) => {
      const answer = await work(ctx)
      return { answer, ...(await insertSession(ctx, http, userId, way)) }
    },
  )
  writeSessionToken(services, http.reply, token)
  rememberDevice(services, http, email)
  return answer
}

const insertSession = async (ctx: Context, { request }: Http, userId: string, way: Way) => {
  const { db, services } = ctx
  const earlier = readSessionToken(services, request)
  if (earlier) await endSessionsIn(ctx, sql`token = ${earlier}`)
  await sql`delete from auth.session where "userId" = ${userId} and "expiresAt" < now()`.execute(db)
  const { internalAdapter } = await authOver(services, db).$context
  const user = await internalAdapter.findUserById(userId)
  const session = await internalAdapter.createSession(userId, false, {
    ipAddress: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, longestAgent),
  })
  await sql`update auth.session set way = ${way} where id = ${session.id}`.execute(db)
  const network = networkOf(request.ip)
  for (const ctx of await membershipsOf(services, userId, db)) {
    const facts = { memberId: ctx.actor.id, sessionId: session.id }
    await record(ctx, signInSucceeded, {}, facts)
    await audit({ ...ctx, network }, 'sign_in.succeeded', {
      object: { type: 'member', id: ctx.actor.id },
      facts: { way },
    })
  }
  return { token: session.token, email: user!.email.toLowerCase() }
}

/**
 * Gives this browser's session a new token and ends all others of the account, in the caller's transaction. Hand the
 * token over after the commit. What is open by this session, as its stream, stays open.
 */
export const renewSession = async (ctx: Context, { request }: Http, userId: string) => {
  const id = sessionIdOf(request)
  const token = newToken()
  await endSessionsIn(ctx, sql`"userId" = ${userId} and id <> ${id ?? ''}`)
  await sql`update auth.session set token = ${token} where id = ${id ?? ''}`.execute(ctx.db)
  return token
}

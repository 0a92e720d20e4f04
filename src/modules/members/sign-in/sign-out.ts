import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { readSessionToken, writeSessionToken } from './cookies.ts'
import { endSessionsIn } from './end-sessions.ts'
import { refuseCrossSite } from './same-origin.ts'

/** Ends the session and takes the cookie back; without a session, only the latter. Errors: `auth.cross_site`. */
export const signOut = async (anyone: Context, { request, reply }: Http) => {
  const { services } = anyone
  refuseCrossSite(services, request)
  const token = readSessionToken(services, request)
  if (token) await inTransaction(anyone, (ctx) => endSessionsIn(ctx, sql`token = ${token}`))
  writeSessionToken(services, reply, '')
  return {}
}

import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { sessionIdOf } from '../access-ended.ts'
import { ownAccount } from '../me.ts'
import { authOf } from './auth.ts'
import { headersFor, passCookies } from './cookies.ts'
import { describeDevice } from './describe-device.ts'
import { endSessionsIn } from './end-sessions.ts'

type Row = {
  id: string
  userAgent: string | null
  ipAddress: string | null
  createdAt: Date
  updatedAt: Date
}

/** The latest used first, at most 100. */
export const listSessions = async (ctx: Context, request: FastifyRequest) => {
  const { rows } = await sql<Row>`
    select id, "userAgent", "ipAddress", "createdAt", "updatedAt" from auth.session
    where "userId" = ${await ownAccount(ctx)} and "expiresAt" > now()
    order by "updatedAt" desc, id limit 100`.execute(ctx.db)
  const current = sessionIdOf(request)
  const data = rows.map((row) => ({
    id: row.id,
    current: row.id === current,
    device: describeDevice(row.userAgent ?? ''),
    address: row.ipAddress ?? '',
    createdAt: row.createdAt,
    lastSeenAt: row.updatedAt,
  }))
  return { data }
}

/** One of one's own; it is refused from the next request on. Errors: `session.missing`. */
export const revokeSession = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const ended = await endSessionsIn(ctx, sql`id = ${id} and "userId" = ${await ownAccount(ctx)}`)
    if (ended === 0) throw new AppError('missing', 'session.missing')
    return {}
  })

/** Has a session in use live on, with its cookie. */
export const prolongSession = async ({ services }: Context, { request, reply }: Http) => {
  const { headers } = await authOf(services).api.getSession({
    headers: headersFor(request),
    returnHeaders: true,
  })
  passCookies(reply, headers)
}

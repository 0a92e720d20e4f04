import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { sessionIdOf } from '../access-ended.ts'
import { ownAccount } from '../me.ts'
import { idleSeconds, wholeDays, writeSessionToken } from './cookies.ts'
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
      and "createdAt" > now() - ${wholeDays} * interval '1 day'
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
    await audit(ctx, 'session.revoked', { object: { type: 'member', id: ctx.actor.id } })
    return {}
  })

/** Has a session in use live on, with its cookie; once a day is enough. */
export const prolongSession = async ({ services }: Context, { request, reply }: Http) => {
  const { rows } = await sql<{ token: string }>`
    update auth.session set "expiresAt" = now() + ${idleSeconds} * interval '1 second', "updatedAt" = now()
    where id = ${sessionIdOf(request) ?? ''}
      and "expiresAt" < now() + ${idleSeconds} * interval '1 second' - interval '1 day'
    returning token`.execute(services.db)
  if (rows[0]) writeSessionToken(services, reply, rows[0].token)
}

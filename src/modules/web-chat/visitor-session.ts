import { createHash, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Context, fullSight } from '../../foundation/server/context.ts'
import { runPrepared } from '../../foundation/server/database/run-prepared.ts'
import type { Identify } from '../../foundation/server/http/server.ts'
import type { Services } from '../../foundation/server/services.ts'
import { AppError } from '../../foundation/shared/app-error.ts'

export type VisitorRow = {
  id: string
  workspace_id: string
  connection_id: string
  identifier_id: string
  anonymous_id: string | null
  claimed_email: string | null
  claimed_name: string | null
  proved_identifier_id: string | null
  locale: string
}

export const newToken = () => `vis_${randomBytes(32).toString('base64url')}`
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

const visitors = new WeakMap<FastifyRequest, VisitorRow>()

/** The visitor of a request that was admitted as one. */
export const visitorOf = (request: FastifyRequest): VisitorRow => {
  const visitor = visitors.get(request)
  if (!visitor) throw new Error('no visitor on this request')
  return visitor
}

/** Knows visitors by their bearer token, for endpoints that are theirs. Errors: `auth.required`. */
export const identifyVisitor =
  (services: Services): Identify =>
  async (request, endpoint) => {
    if (endpoint.allow !== 'visitor') return undefined
    const token = /^Bearer +(vis_\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (!token) throw new AppError('signed-out', 'auth.required')
    const wanted = services.db
      .selectFrom('visitor')
      .innerJoin('connection', (join) =>
        join
          .onRef('connection.workspace_id', '=', 'visitor.workspace_id')
          .onRef('connection.id', '=', 'visitor.connection_id'),
      )
      .selectAll('visitor')
      .where('token_hash', '=', hashToken(token))
      .where('connection.removed_at', 'is', null)
    const [row] = await runPrepared({ db: services.db, services }, sql<VisitorRow>`${wanted}`)
    if (!row) throw new AppError('signed-out', 'auth.required')
    visitors.set(request, row)
    return visitorContext(services, row.workspace_id, row.id)
  }

export const visitorContext = (
  services: Services,
  workspaceId: string,
  visitorId: string,
): Context => ({
  db: services.db,
  workspaceId,
  actor: { type: 'visitor', id: visitorId },
  can: new Set(),
  teamIds: [],
  // Visitors read by their own threads only, and there everything is theirs.
  sight: fullSight,
  now: new Date(),
  log: services.log,
  services,
})

export const showVisitor = (
  row: Pick<VisitorRow, 'id' | 'claimed_email' | 'proved_identifier_id'>,
) => ({
  id: row.id,
  claimedEmail: row.claimed_email,
  proved: row.proved_identifier_id !== null,
})

/** A visitor of the workspace by id; undefined when there is none. */
export const findVisitor = (ctx: Context, id: string): Promise<VisitorRow | undefined> =>
  ctx.db
    .selectFrom('visitor')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()

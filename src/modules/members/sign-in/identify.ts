import type { FastifyRequest } from 'fastify'
import type { Context } from '../../../foundation/server/context.ts'
import type { Identify } from '../../../foundation/server/http/server.ts'
import { type Role, roles } from '../../../foundation/server/module.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type { Endpoint } from '../../../foundation/shared/endpoint.ts'
import { noteAccess } from '../access-ended.ts'
import { findApiKey } from '../api-keys/find-api-key.ts'
import { signOut } from '../contract.ts'
import {
  type Permissions,
  permissionsOfRole,
  permissionsOfScopes,
  sightOfKey,
  sightOfMember,
} from '../policy.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  getSecondFactor,
} from '../second-factor/contract.ts'
import { readSessionToken } from './cookies.ts'
import { findSession } from './find-session.ts'
import { refuseCrossSite } from './same-origin.ts'

/** What is left to whoever has yet to set up the second factor that their workspace asks for. */
const towardsEnrolment: readonly Endpoint[] = [
  getSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  signOut,
]

/**
 * Members by session cookie, scripts by API key. Visitors are someone else's to know, and endpoints open to
 * all need no one. Errors: `auth.key_unknown`, `auth.cross_site`, `auth.no_membership`, `second_factor.enrol`.
 */
export const createIdentify = (services: Services, permissions: Permissions): Identify => {
  const ofRole = Object.fromEntries(
    roles.map((role) => [role, permissionsOfRole(role, permissions)]),
  ) as Record<Role, ReadonlySet<string>>

  const byKey = async (request: FastifyRequest, key: string): Promise<Context> => {
    const found = await findApiKey(services, key)
    if (!found) throw new AppError('signed-out', 'auth.key_unknown')
    noteAccess(request, [{ type: 'api-key', id: found.id }])
    const actor = { type: 'api-key', id: found.id, name: found.name } as const
    const can = permissionsOfScopes(found.scopes, permissions)
    return context(services, found.workspaceId, { actor, can, teamIds: [], sight: sightOfKey(can) })
  }

  const byCookie = async (
    request: FastifyRequest,
    endpoint: Endpoint,
  ): Promise<Context | undefined> => {
    const token = readSessionToken(services, request)
    if (!token) return undefined
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseCrossSite(services, request)
    const wanted = request.headers['x-engawa-workspace']
    const found = await findSession(
      services,
      token,
      typeof wanted === 'string' ? wanted : undefined,
    )
    if (!found) return undefined
    if (wanted && wanted !== found.workspaceId)
      throw new AppError('forbidden', 'auth.no_membership')
    if (found.mustEnrol && !towardsEnrolment.includes(endpoint))
      throw new AppError('forbidden', 'second_factor.enrol')
    noteAccess(request, [
      { type: 'session', id: found.sessionId },
      { type: 'member', id: found.memberId },
    ])
    const actor = { type: 'member', id: found.memberId, name: found.name } as const
    const can = ofRole[found.role]
    const { workspaceId, teamIds } = found
    return context(services, workspaceId, { actor, can, teamIds, sight: sightOfMember(can) })
  }

  return async (request, endpoint) => {
    // Signing somebody in from another site is as wrong as acting for them; only the widget lives elsewhere.
    if (
      endpoint.allow === 'public' &&
      endpoint.path.startsWith('/api/') &&
      endpoint.method !== 'GET'
    )
      refuseCrossSite(services, request)
    if (endpoint.allow === 'public' || endpoint.allow === 'visitor') return undefined
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    return bearer === undefined ? byCookie(request, endpoint) : byKey(request, bearer)
  }
}

const context = (
  services: Services,
  workspaceId: string,
  who: Pick<Context, 'actor' | 'can' | 'teamIds' | 'sight'>,
): Context => ({
  db: services.db,
  workspaceId,
  ...who,
  now: new Date(),
  log: services.log,
  services,
})

import { parseCookies } from 'better-auth/cookies'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../../../foundation/server/services.ts'

/** A browser takes `__Secure-` only over https, and never from a page of a neighbouring http site. */
const nameOf = (services: Services, name: string) =>
  `${services.publicUrl.startsWith('https:') ? '__Secure-' : ''}engawa.${name}`

const sessionName = 'session_token'
const day = 24 * 60 * 60

/** A session left alone for so long ends; in seconds. */
export const idleSeconds = 30 * day
/** However much it is used, a session ends after so long. */
export const wholeDays = 90

export const readCookie = (
  services: Services,
  request: FastifyRequest,
  name: string,
): string | undefined => parseCookies(request.headers.cookie ?? '').get(nameOf(services, name))

/** One more `Set-Cookie`; without a value it takes the cookie back. `value` has only letters that a cookie may hold. */
export const writeCookie = (
  services: Services,
  reply: FastifyReply,
  name: string,
  value: string,
  { seconds, path = '/' }: { seconds: number; path?: string },
) => {
  const secure = services.publicUrl.startsWith('https:') ? '; Secure' : ''
  const age = value === '' ? 0 : seconds
  reply.header(
    'set-cookie',
    `${nameOf(services, name)}=${value}; Max-Age=${age}; Path=${path}; HttpOnly; SameSite=Lax${secure}`,
  )
}

/**
 * The session token in the request's cookie, if our signature is under it: whoever reads the database has tokens, but
 * no signatures. One under an earlier secret holds, too.
 */
export const readSessionToken = (
  services: Services,
  request: FastifyRequest,
): string | undefined => {
  const value = readCookie(services, request, sessionName)
  const dot = value?.lastIndexOf('.') ?? -1
  if (!value || dot < 1) return undefined
  const token = value.slice(0, dot)
  return services.seal.verify('session', token, value.slice(dot + 1)) ? token : undefined
}

export const writeSessionToken = (services: Services, reply: FastifyReply, token: string) =>
  writeCookie(
    services,
    reply,
    sessionName,
    token && `${token}.${services.seal.sign('session', token)}`,
    { seconds: idleSeconds },
  )

import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseCookies } from 'better-auth/cookies'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../../../foundation/server/services.ts'
import { addressHeader, cookieSecret } from './auth.ts'

/** better-auth puts the prefix before the name when cookies are secure. */
const cookieName = (services: Services) =>
  `${services.publicUrl.startsWith('https:') ? '__Secure-' : ''}engawa.session_token`

/** The session token in the request's cookie, if our signature is under it: `token.base64(HMAC-SHA256)`. */
export const readSessionToken = (
  services: Services,
  request: FastifyRequest,
): string | undefined => {
  const value = parseCookies(request.headers.cookie ?? '').get(cookieName(services))
  const dot = value?.lastIndexOf('.') ?? -1
  if (!value || dot < 1) return undefined
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const expected = createHmac('sha256', cookieSecret(services)).update(token).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

/** What better-auth needs to know of a request. */
export const headersFor = (request: FastifyRequest) => {
  const headers = new Headers({ [addressHeader]: request.ip })
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie)
  if (request.headers['user-agent'])
    headers.set('user-agent', request.headers['user-agent'].slice(0, 300))
  return headers
}

export const passCookies = (reply: FastifyReply, headers: Headers) => {
  for (const cookie of headers.getSetCookie()) reply.header('set-cookie', cookie)
}

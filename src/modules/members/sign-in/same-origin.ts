import type { FastifyRequest } from 'fastify'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'

/**
 * Whether another site's page makes this request (OWASP CSRF, Fetch Metadata). Every browser says so by
 * `Sec-Fetch-Site` or `Origin`; what sends neither is no browser and carries no one's cookies.
 */
const isCrossSite = (services: Services, request: FastifyRequest) => {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site === 'same-origin' || site === 'none') return false
  if (origin === undefined) return site !== undefined
  if (!URL.canParse(origin)) return true
  return ![request.host, new URL(services.publicUrl).host].includes(new URL(origin).host)
}

/** Errors: `auth.cross_site`. */
export const refuseCrossSite = (services: Services, request: FastifyRequest) => {
  if (isCrossSite(services, request)) throw new AppError('forbidden', 'auth.cross_site')
}

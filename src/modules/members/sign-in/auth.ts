import { betterAuth } from 'better-auth'
import type { Kysely } from 'kysely'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { idleSeconds } from './cookies.ts'

/**
 * better-auth over a database handle: give it a transaction's, and what it writes commits with the rest.
 * None of its HTTP endpoints is exposed, so its own limits and origin checks are ours to make.
 */
export const authOver = (services: Services, db: Kysely<Database>) =>
  betterAuth({
    database: { db, type: 'postgres', schemaName: 'auth', transaction: false },
    // Signs nothing of ours: cookies are written beside it.
    secret: services.seal.sign('auth', 'unused'),
    baseURL: services.publicUrl,
    trustedOrigins: [services.publicUrl],
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 200 },
    session: { expiresIn: idleSeconds },
    verification: { storeIdentifier: 'hashed' },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message) => services.log.error({ part: 'sign-in' }, message.slice(0, 300)),
    },
    advanced: {
      cookiePrefix: 'engawa',
      useSecureCookies: services.publicUrl.startsWith('https:'),
      // The schema is a reviewed migration; a test compares it.
      database: { validateSchema: false },
    },
  })

type Auth = ReturnType<typeof authOver>

const opened = new WeakMap<Services, Auth>()

/** The one over the process's own pool. */
export const authOf = (services: Services): Auth => {
  const known = opened.get(services)
  if (known) return known
  const auth = authOver(services, services.db)
  opened.set(services, auth)
  return auth
}

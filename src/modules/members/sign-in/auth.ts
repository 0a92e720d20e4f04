import { betterAuth } from 'better-auth'
import type { Kysely } from 'kysely'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import type { Services } from '../../../foundation/server/services.ts'

const day = 24 * 60 * 60

/** Carries the caller's address as Fastify found it; a header of ours, never one of the client's. */
export const addressHeader = 'x-engawa-address'

export const cookieSecret = (services: Services) => services.seal.sign('auth', 'cookies')

/**
 * better-auth over a database handle: give it a transaction's, and what it writes commits with the rest.
 * None of its HTTP endpoints is exposed, so its own limits and origin checks are ours to make.
 */
export const authOver = (services: Services, db: Kysely<Database>) =>
  betterAuth({
    database: { db, type: 'postgres', schemaName: 'auth', transaction: false },
    secret: cookieSecret(services),
    baseURL: services.publicUrl,
    trustedOrigins: [services.publicUrl],
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 200 },
    // A session in use lives on; one left alone for a month ends.
    session: { expiresIn: 30 * day, updateAge: day },
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
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 },
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

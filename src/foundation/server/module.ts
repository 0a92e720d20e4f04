import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import type { Database } from './database/tables.generated.ts'
import type { Reader } from './events/reader.ts'
import type { Route } from './http/route.ts'
import type { Job } from './jobs/jobs.ts'
import type { Hydrate } from './live/hub.ts'
import type { Seal } from './seal.ts'
import type { Services } from './services.ts'

export const roles = ['admin', 'agent', 'viewer', 'partner'] as const
export type Role = (typeof roles)[number]

/** A loop that a working process keeps: watching mailboxes, following tracked events. */
export type Loop = { name: string; start: (services: Services) => { stop: () => Promise<void> } }

/** Sets right what is no longer true of rows from a backup, in the transaction that brings them. */
export type Restored = (db: Kysely<Database>, seal: Seal) => Promise<void>

/** What a part of the domain adds to the whole. Listed once, in `parts.ts`. */
export type Module = {
  name: string
  /** Tables that only this module writes; a test holds it to them. */
  tables: readonly string[]
  routes?: readonly Route[]
  /** What does not fit an endpoint: any body, any content type, streams. */
  plugins?: readonly ((app: FastifyInstance, services: Services) => Promise<void>)[]
  readers?: readonly Reader[]
  jobs?: readonly Job<never>[]
  loops?: readonly Loop[]
  restored?: Restored
  hydrate?: Hydrate
  /** Permission → roles that have it. */
  permissions?: Readonly<Record<string, readonly Role[]>>
}

import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Config } from './config.ts'
import type { Database } from './database/tables.generated.ts'
import type { FileStore } from './files/store.ts'
import type { Hub } from './live/hub.ts'
import type { Log } from './log.ts'
import type { Outbound } from './outbound/outbound.ts'
import type { Seal } from './seal.ts'

/** What one process has open. Commands reach it as `ctx.services`. */
export type Services = {
  config: Config
  /** The address people reach this server at, without a trailing slash. */
  publicUrl: string
  databaseUrl: string
  pool: pg.Pool
  db: Kysely<Database>
  log: Log
  seal: Seal
  files: FileStore
  outbound: Outbound
  /** Records of a name, as `node:dns/promises` gives them; rejects with its codes. */
  dns: (name: string, type: string) => Promise<unknown>
  /** Absent in a process that only works. */
  hub?: Hub
}

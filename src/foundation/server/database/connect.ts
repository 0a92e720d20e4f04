import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Log } from '../log.ts'
import { createPlans } from './prepare-often.ts'
import type { Database } from './tables.generated.ts'

// Times stay text-exact in JSON; big integers of ours (counts, positions) fit a number.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

export type Connected = { db: Kysely<Database>; pool: pg.Pool; close: () => Promise<void> }

/** One pool a process. A write transaction that forgets to end would hold back every log reader, so the server ends it. */
export const connectDatabase = (url: string, log: Log, max = 16): Connected => {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 10_000,
    application_name: 'engawa',
  })
  // An idle client whose server went away must not end the process; the next query connects anew.
  let closing = false
  pool.on('error', (error) => {
    if (!closing) log.warn({ code: (error as { code?: string }).code }, 'database connection lost')
  })
  const keepPlans = createPlans()
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    keepPlans(client)
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  const close = () => {
    closing = true
    return db.destroy()
  }
  return { db, pool, close }
}

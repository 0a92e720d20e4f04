import { join } from 'node:path'
import pg from 'pg'
import { later } from '../../bench/cleanup.ts'
import { makeFolder } from '../../bench/server.ts'
import { readConfig } from '../../src/foundation/server/config.ts'
import { migrate } from '../../src/foundation/server/database/migrate.ts'
import { connectWake } from '../../src/foundation/server/events/wake.ts'
import { createLog } from '../../src/foundation/server/log.ts'
import { startPostgres } from '../../src/foundation/server/postgres/start-postgres.ts'
import { type Closers, closeAll, openServices } from '../../src/open-services.ts'

/** The product's own database and what reads its log, in this process, without a server around it. */
export const openLog = async () => {
  const folder = makeFolder()
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), log: () => undefined })
  later(postgres.stop)
  await migrate(postgres.url)
  const log = createLog('silent')
  const closers: Closers = []
  later(() => closeAll(closers))
  const config = readConfig({ ENGAWA_DATA: folder, DATABASE_URL: postgres.url })
  const opened = { log, databaseUrl: postgres.url, secret: 'chaos only, chaos only' }
  const services = openServices(config, opened, closers)
  closers.push(connectWake(postgres.url, services.pool, log))
  return { postgres, services }
}

/** A connection of its own, which survives its server's death without ending this process. */
export const openClient = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  later(() => client.end().catch(() => undefined))
  return client
}

export const workspaceId = '018f0000-0000-7000-8000-000000000001'

export const insertEvent = `insert into event (workspace_id, at, kind, actor_type, actor_id)
  values ('${workspaceId}', now(), 'chaos.fact', 'system', 'chaos')`

import { Resolver } from 'node:dns/promises'
import { join } from 'node:path'
import type { Config } from './foundation/server/config.ts'
import { openDataFolder } from './foundation/server/data-folder.ts'
import { connectDatabase } from './foundation/server/database/connect.ts'
import { openFolderStore } from './foundation/server/files/store.ts'
import type { Log } from './foundation/server/log.ts'
import { createOutbound } from './foundation/server/outbound/outbound.ts'
import { startPostgres } from './foundation/server/postgres/start-postgres.ts'
import { createSeal, type Secrets } from './foundation/server/seal.ts'
import { followSecrets } from './foundation/server/secret-file.ts'
import type { Services } from './foundation/server/services.ts'
import { registerChannels } from './modules/connections/index.ts'
import { channels } from './parts.ts'

/** What is to be closed at the end, in the order it was opened. */
export type Closers = (() => Promise<unknown> | unknown)[]

export const closeAll = async (closers: Closers) => {
  for (const close of closers.splice(0).reverse()) await close()
}

/** Takes the data folder and starts its database. Errors: `start.…`, with a sentence for the terminal. */
export const openOwnDatabase = async (config: Config, log: Log, closers: Closers) => {
  const folder = openDataFolder(config.dataFolder)
  closers.push(folder.release)
  const postgres = await startPostgres({
    folder: join(config.dataFolder, 'postgres'),
    log: (message, fields) => log.info(fields ?? {}, message),
    carry: async () => {
      const { carryRows } = await import('./foundation/server/backup/carry-rows.ts')
      return carryRows(createSeal(followSecrets(config)), log)
    },
  })
  closers.push(postgres.stop)
  return postgres.url
}

/** Each record within seconds, or not at all. */
export const openDns = (): Services['dns'] => {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  return (name, type) => resolver.resolve(name, type)
}

/** What commands and queries reach as `ctx.services`, alike for the server and the command line. */
export const openServices = (
  config: Config,
  opened: {
    log: Log
    databaseUrl: string
    secret: string | (() => Secrets)
    connections?: number
  },
  closers: Closers,
): Services => {
  const { log, databaseUrl, secret, connections } = opened
  const { pool, db, close } = connectDatabase(databaseUrl, log, connections)
  closers.push(close)
  registerChannels(channels)
  return {
    config,
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    databaseUrl,
    pool,
    db,
    log,
    seal: createSeal(secret),
    files: openFolderStore(join(config.dataFolder, 'files')),
    outbound: createOutbound({ operators: config.privateHosts }),
    dns: openDns(),
  }
}

import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../foundation/server/config.ts'
import { createLog } from '../foundation/server/log.ts'
import { findRunningPostgres } from '../foundation/server/postgres/find-running-postgres.ts'
import { AppError } from '../foundation/shared/app-error.ts'

type Closers = (() => Promise<unknown> | unknown)[]

const patienceMs = 15_000

/** `own`: nobody else is using it, so that it may be migrated. */
type Found = { url: string; own: boolean }

/**
 * The database named by DATABASE_URL, else the embedded one: that of the running server, or started for as long as
 * `work` takes. A server that is only just starting is waited for.
 */
export const withDatabase = async <T>(
  config: Config,
  work: (database: Found, closers: Closers) => Promise<T>,
): Promise<T> => {
  const closers: Closers = []
  try {
    return await work(await findDatabase(config, closers), closers)
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

const findDatabase = async (config: Config, closers: Closers): Promise<Found> => {
  if (config.databaseUrl) return { url: config.databaseUrl, own: false }
  const end = Date.now() + patienceMs
  for (;;) {
    const url = await findRunningPostgres(join(config.dataFolder, 'postgres'))
    if (url) return { url, own: false }
    const started = await startOwn(config, closers).catch((error) => {
      const isTaken = error instanceof AppError && error.code === 'start.folder_in_use'
      if (!isTaken || Date.now() > end) throw error
    })
    if (started) return { url: started, own: true }
    await delay(200)
  }
}

const startOwn = async (config: Config, closers: Closers) => {
  const { openOwnDatabase } = await import('../open-services.ts')
  return openOwnDatabase(config, createLog(config.logLevel), closers)
}

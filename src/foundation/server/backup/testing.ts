import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { registerChannels } from '../../../modules/connections/index.ts'
import { channels, modules } from '../../../parts.ts'
import { type Engawa, startEngawa } from '../../../start.ts'
import { databaseUrl, onServer } from '../../testing/prepare-database.ts'
import { testDatabase } from '../../testing/test-database.ts'
import { readConfig } from '../config.ts'
import { openFolderStore } from '../files/store.ts'
import { createLog } from '../log.ts'
import { createSeal } from '../seal.ts'
import { backUp } from './back-up.ts'
import type { Progress } from './format.ts'
import { restore } from './restore.ts'

const secret = 'a secret that the tests share'
const quiet: Progress = () => undefined

/** Databases and folders of a test file, and everything undone at its end. */
export const openYard = () => {
  const { url: server, template } = testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'engawa-backup-'))
  const made: string[] = []
  const running: Engawa[] = []
  let count = 0
  const path = (name: string) => join(folder, name)

  return {
    path,
    /** An empty database; `migrated` as a first start leaves it. */
    database: async ({ migrated = false } = {}) => {
      const name = `engawa_backup_${process.pid}_${Date.now()}_${count++}`
      made.push(name)
      await onServer(server, `create database ${name} ${migrated ? `template ${template}` : ''}`)
      return databaseUrl(server, name)
    },
    save: (url: string, name: string, { folder = path('files'), key = secret } = {}) =>
      backUp({
        url,
        path: path(name),
        files: openFolderStore(folder),
        seal: createSeal(key),
        progress: quiet,
      }),
    load: (url: string, name: string, more: Loading = {}) => {
      const { data = `data-${count++}`, key = secret, hooks = true, migrations } = more
      const seal = createSeal(key)
      registerChannels(channels)
      return restore({
        url,
        seal,
        path: path(name),
        log: createLog('silent'),
        files: openFolderStore(join(path(data), 'files')),
        progress: quiet,
        ...(hooks
          ? {
              restored: async (db) => {
                for (const module of modules) await module.restored?.(db, seal)
              },
            }
          : {}),
        ...(migrations ? { migrations } : {}),
      })
    },
    start: async (url: string, data: string, key = secret) => {
      const engawa = await startEngawa(
        readConfig({
          PORT: '0',
          DATABASE_URL: url,
          ENGAWA_DATA: path(data),
          ENGAWA_SECRET: key,
          ENGAWA_LOG: 'error',
        }),
      )
      running.push(engawa)
      return engawa
    },
    close: async () => {
      for (const engawa of running) await engawa.stop()
      for (const name of made) await onServer(server, `drop database ${name} with (force)`)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Loading = {
  data?: string
  key?: string
  /** False leaves every row as it was. */
  hooks?: boolean
  migrations?: string
}

export const ask = async <R>(url: string, text: string): Promise<R[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as R[]
  } finally {
    await client.end()
  }
}

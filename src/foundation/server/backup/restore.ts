import { type Kysely, sql } from 'kysely'
import { AppError } from '../../shared/app-error.ts'
import { connectDatabase } from '../database/connect.ts'
import { compareMigrations, listMigrations, migrate, migrateInside } from '../database/migrate.ts'
import type { Database } from '../database/tables.generated.ts'
import type { FileStore } from '../files/store.ts'
import type { Log } from '../log.ts'
import type { Seal } from '../seal.ts'
import { type Ask, fullName, plainFormats, quoted, type Table } from './catalogue.ts'
import { findSealed, type Unreadable } from './find-sealed.ts'
import {
  filesFolder,
  type Header,
  isMarkOf,
  jobsName,
  type Manifest,
  type Progress,
} from './format.ts'
import { addJobs } from './jobs.ts'
import { arrayOf, loadRows, tableOf } from './load-rows.ts'
import { prepareTables } from './prepare-tables.ts'
import { checkArchive, readArchive } from './read-archive.ts'
import { refuseOccupied } from './refuse-occupied.ts'

type Options = {
  url: string
  files: FileStore
  seal: Seal
  log: Log
  path: string
  progress: Progress
  /** What the parts of the product set right in restored rows, in the same transaction, on the newest schema. */
  restored?: (db: Kysely<Database>) => Promise<void>
  migrations?: string
}

export type RestoreResult = {
  header: Header
  manifest: Manifest
  /** Migrations since the backup. */
  applied: string[]
  unreadable: Unreadable[]
  /** Undefined when the backup does not know its secret. */
  sameSecret: boolean | undefined
}

/**
 * Brings a backup into an empty install: all of it or nothing. A kill leaves an empty database and perhaps files that
 * nothing names yet, and the next restore starts over.
 * Errors: `backup.server_running`, `backup.not_empty`, `backup.newer`, `backup.database_ahead`,
 * `backup.tables_differ`, and those of `checkArchive`.
 */
export const restore = async (options: Options): Promise<RestoreResult> => {
  const { url, log, path, progress, migrations } = options
  const { db, close } = connectDatabase(url, log, 1)
  try {
    await refuseOccupied(askOf(db))
    const { header, manifest } = await checkArchive(path, progress)
    await refuseOtherVersion(url, header, migrations)
    await migrate(url, migrations, header.migrations)
    const loaded = await load(db, options, header, manifest)
    const sameSecret = header.secret === null ? undefined : isMarkOf(options.seal, header.secret)
    return { header, manifest, sameSecret, ...loaded }
  } finally {
    await close()
  }
}

const askOf =
  (db: Kysely<Database>): Ask =>
  async (text) =>
    (await sql.raw(text).execute(db)).rows as never

const refuseOtherVersion = async (url: string, header: Header, folder: string | undefined) => {
  const known = listMigrations(folder)
  const unknown = header.migrations.find((name) => !known.includes(name))
  if (unknown) throw new AppError('invalid', 'backup.newer', { migration: unknown })
  const { pending, foreign } = await compareMigrations(url, folder)
  const ahead = [...known.filter((name) => !pending.includes(name)), ...foreign].find(
    (name) => !header.migrations.includes(name),
  )
  if (ahead) throw new AppError('conflict', 'backup.database_ahead', { migration: ahead })
}

/** Files are on the disk before the rows that name them are committed. */
const load = async (
  db: Kysely<Database>,
  { seal, restored, migrations, ...reading }: Options,
  header: Header,
  manifest: Manifest,
) => {
  const sealed = findSealed(seal)
  const done = await db.transaction().execute(async (trx) => {
    const ask = askOf(trx)
    for (const setting of [...plainFormats, ...patience]) await ask(`set local ${setting}`)
    // A server that starts now waits here, and a second restore finds rows.
    await ask(`select pg_advisory_xact_lock(hashtextextended('engawa-migrate', 0))`)
    await refuseOccupied(ask)
    const { tables, finish } = await prepareTables(ask, header)
    await loadEntries(trx, { ...reading, header, manifest, tables, look: sealed.look })
    await finish()
    const applied = await migrateInside(trx, migrations)
    await restored?.(trx)
    return { tables, applied }
  })
  // Without figures the first questions would walk whole tables.
  for (const table of done.tables)
    await sql
      .raw(`analyze ${quoted(table)}`)
      .execute(db)
      .catch(() => undefined)
  return { applied: done.applied, unreadable: sealed.found }
}

const patience = ['statement_timeout = 0', 'idle_in_transaction_session_timeout = 0']

type Loading = Pick<Options, 'path' | 'files' | 'progress'> & {
  header: Header
  manifest: Manifest
  tables: Table[]
  look: (table: string, lines: Buffer) => void
}

const loadEntries = async (trx: Kysely<Database>, loading: Loading) => {
  const { path, files, progress, header, manifest, tables, look } = loading
  const counts = new Map<string, number>()
  const add = (name: string, rows: number) => {
    const count = (counts.get(name) ?? 0) + rows
    counts.set(name, count)
    progress({ step: 'load', name, count })
  }
  for await (const { name, body } of readArchive(path)) {
    const table = tableOf(tables, name)
    if (table) {
      look(fullName(table), body)
      add(fullName(table), await loadRows(trx, table, body, header))
    } else if (name.startsWith(`${jobsName}/`)) {
      look(jobsName, body)
      add(jobsName, await addJobs(trx, arrayOf(body)))
    } else if (name.startsWith(`${filesFolder}/`)) {
      const { sha256 } = await files.write(body)
      add(filesFolder, sha256 === name.slice(filesFolder.length + 1) ? 1 : 0)
    }
  }
  // The file was proved whole before; this proves that all of it arrived.
  const expected = [
    ...manifest.tables,
    { name: jobsName, rows: manifest.jobs.rows },
    { name: filesFolder, rows: manifest.files.count },
  ]
  for (const { name, rows } of expected)
    if ((counts.get(name) ?? 0) !== rows) throw new AppError('invalid', 'backup.damaged')
}

import pg from 'pg'
import { AppError } from '../../shared/app-error.ts'
import type { FileStore } from '../files/store.ts'
import type { Seal } from '../seal.ts'
import {
  type Ask,
  listSequences,
  listTables,
  plainFormats,
  quoted,
  type Table,
} from './catalogue.ts'
import {
  formatVersion,
  type Header,
  headerName,
  jobsName,
  type Manifest,
  manifestName,
  type Progress,
  secretMark,
} from './format.ts'
import { jobsQuery } from './jobs.ts'
import { rowsOf } from './read-rows.ts'
import { explainWriteError, openArchive } from './write-archive.ts'
import { writeFiles } from './write-files.ts'
import { type Writing, writeRows } from './write-rows.ts'

type Options = {
  url: string
  files: FileStore
  /** Without it the file cannot tell later whether the secret is the same. */
  seal?: Seal | undefined
  /** Must not exist yet; it appears whole, or not at all. */
  path: string
  progress: Progress
}

/**
 * Writes everything into one file while the server runs: tables, jobs and the list of files are of one moment. It
 * changes nothing in the database and holds up nobody who writes.
 * Errors: `backup.exists`, `backup.not_written`, `backup.nothing`.
 */
export const backUp = async ({ url, files, seal, path, progress }: Options): Promise<Manifest> => {
  const client = new pg.Client({ connectionString: url, application_name: 'engawa-backup' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const ask: Ask = async (text) => (await client.query(text)).rows as never
    const tables = await beginSnapshot(client, ask)
    const archive = await openArchive(path)
    try {
      await archive.put(headerName, json(await describe(ask, tables, seal)))
      const manifest = await writeAll({ client, archive, files, progress }, tables)
      await archive.put(manifestName, json(manifest))
      await archive.finish()
      return manifest
    } catch (error) {
      await archive.abandon()
      throw error
    }
  } catch (error) {
    throw explainWriteError(error, path)
  } finally {
    await client.end()
  }
}

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`)

/** Tables are kept from being altered or dropped before the moment is chosen; their rows change as ever. */
const beginSnapshot = async (client: pg.Client, ask: Ask): Promise<Table[]> => {
  for (const format of plainFormats) await client.query(`set ${format}`)
  await client.query(`
    set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '60s';
    set cursor_tuple_fraction = 1; set jit = off`)
  const before = await listTables(ask)
  if (before.length === 0) throw new AppError('missing', 'backup.nothing')
  await client.query('begin isolation level repeatable read read only')
  await client.query(`lock table ${before.map(quoted).join(', ')} in access share mode`)
  return listTables(ask)
}

const describe = async (ask: Ask, tables: Table[], seal: Seal | undefined): Promise<Header> => {
  const [server] = await ask<{ postgres: string }>(
    `select current_setting('server_version') as postgres`,
  )
  const migrations = await ask<{ name: string }>(
    'select name from migration order by name collate "C"',
  )
  const [log] = await ask<{ epoch: number }>('select epoch from log_epoch')
  return {
    product: 'engawa',
    format: formatVersion,
    begun: new Date().toISOString(),
    ...server!,
    migrations: migrations.map((row) => row.name),
    epoch: log!.epoch,
    positions: await ask(
      'select distinct tx::text as tx, number::text as number from reader order by 1, 2',
    ),
    tables: tables.map(({ schema, name, columns, parts }) => ({
      schema,
      name,
      columns: columns.map((one) => one.name),
      parts,
    })),
    sequences: await listSequences(ask),
    secret: seal ? secretMark(seal) : null,
  }
}

const writeAll = async (writing: Writing, tables: Table[]): Promise<Manifest> => {
  const written: Manifest['tables'] = []
  for (const table of tables) {
    const { name, ...rows } = rowsOf(table)
    written.push({ name, ...(await writeRows(writing, `tables/${name}`, rows)) })
  }
  const jobs = await writeRows(writing, jobsName, { query: jobsQuery })
  const files = await writeFiles(writing, tables)
  const { parts } = writing.archive
  return { finished: new Date().toISOString(), tables: written, jobs, files, parts }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { runMigrations } from 'graphile-worker'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { AppError } from '../../shared/app-error.ts'
import type { Database } from './tables.generated.ts'

export const migrationsFolder = join(import.meta.dirname, '../../../../migrations')

/** Names of all migrations in order. */
export const listMigrations = (folder = migrationsFolder) =>
  readdirSync(folder)
    .filter((name) => /^\d{4}_[\w-]+\.sql$/.test(name))
    .sort()

/** What stands in the database against what this version knows, in order; changes nothing. */
export const compareMigrations = async (url: string, folder = migrationsFolder) => {
  const client = new pg.Client({ connectionString: url, application_name: 'engawa-migrate' })
  await client.connect()
  try {
    const { rows } = await client.query<{ exists: boolean }>(
      `select to_regclass('public.migration') is not null as exists`,
    )
    const done = rows[0]!.exists
      ? await client.query<{ name: string }>('select name from migration')
      : { rows: [] }
    const applied = done.rows.map((row) => row.name).sort()
    const known = listMigrations(folder)
    return {
      pending: known.filter((name) => !applied.includes(name)),
      foreign: applied.filter((name) => !known.includes(name)),
    }
  } finally {
    await client.end()
  }
}

/**
 * Brings the schema forward, or only to `wanted`; safe to run from several processes at once. Returns what was applied.
 * Errors: `database.newer` when the database has migrations this version does not know,
 * `database.too_old` below PostgreSQL 15.
 */
export const migrate = async (
  url: string,
  folder = migrationsFolder,
  wanted = listMigrations(folder),
): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url, application_name: 'engawa-migrate' })
  await client.connect()
  try {
    const version = await client.query<{ number: number }>(
      `select current_setting('server_version_num')::int as number`,
    )
    if (version.rows[0]!.number < 150000) throw new AppError('unavailable', 'database.too_old')
    await takeTurn(client)
    await client.query(
      'create table if not exists migration (name text primary key, applied_at timestamptz not null default now())',
    )
    const known = listMigrations(folder)
    const { rows } = await client.query<{ name: string }>('select name from migration')
    const applied = new Set(rows.map((row) => row.name))
    const foreign = [...applied].filter((name) => !known.includes(name)).sort()
    if (foreign.length > 0)
      throw new AppError('unavailable', 'database.newer', { migration: foreign.at(-1) })
    const missing = known.filter((name) => wanted.includes(name) && !applied.has(name))
    for (const name of missing) await applyMigration(client, folder, name)
    await runMigrations({ connectionString: url })
    return missing
  } finally {
    await client.end()
  }
}

/** Asks again instead of waiting in the database: an index built beside writes waits for every open question, this one too. */
const takeTurn = async (client: pg.Client) => {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('engawa-migrate', 0)) as mine`,
    )
    if (rows[0]!.mine) return
    await setTimeout(100)
  }
}

const notInTransaction = '-- no transaction'

/** The same inside a transaction that began with nobody else at the database. Returns what was applied. */
export const migrateInside = async (
  trx: Kysely<Database>,
  folder = migrationsFolder,
): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`select name from migration`.execute(trx)
  const missing = listMigrations(folder).filter((name) => !rows.some((row) => row.name === name))
  for (const name of missing) {
    const text = readFileSync(join(folder, name), 'utf8')
    // Built beside no writes, an index needs none of what keeps it out of transactions.
    const plain = text.startsWith(notInTransaction) ? text.replace(/\bconcurrently\b/gi, '') : text
    await sql.raw(plain).execute(trx)
    await sql`insert into migration (name) values (${name})`.execute(trx)
  }
  return missing
}

const applyMigration = async (client: pg.Client, folder: string, name: string) => {
  const text = readFileSync(join(folder, name), 'utf8')
  // Statement by statement, for CREATE INDEX CONCURRENTLY on a full table; what broke off is begun again.
  if (text.startsWith(notInTransaction)) {
    for (const statement of text.split(/;\s*$/m)) await client.query(statement)
    await client.query('insert into migration (name) values ($1)', [name])
    return
  }
  await client.query('begin')
  try {
    await client.query(text)
    await client.query('insert into migration (name) values ($1)', [name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

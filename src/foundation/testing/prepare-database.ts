import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../server/database/migrate.ts'
import { startPostgres } from '../server/postgres/start-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server whose database `template` is migrated and never written to. */
    database: { url: string; template: string }
  }
}

/** One real PostgreSQL for all tests: the embedded one, or the server of ENGAWA_TEST_DATABASE_URL. */
export default async function prepare(project: TestProject) {
  const given = process.env.ENGAWA_TEST_DATABASE_URL
  const folder = given ? undefined : mkdtempSync(join(tmpdir(), 'engawa-test-'))
  const own = folder
    ? await startPostgres({ folder: join(folder, 'postgres'), log: () => undefined })
    : undefined
  const url = given ?? own!.url
  const template = `engawa_template_${process.pid}_${Date.now()}`
  await onServer(url, `create database ${template}`)
  await migrate(databaseUrl(url, template))
  project.provide('database', { url, template })
  return async () => {
    if (given) await onServer(url, `drop database if exists ${template} with (force)`)
    await own?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}

export const databaseUrl = (server: string, database: string) => {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

export const onServer = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

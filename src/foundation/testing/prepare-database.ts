import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../server/database/migrate.ts'
import { startPostgres } from '../server/postgres/start-postgres.ts'

type TestDatabase = {
  url: string
  /** A database that is migrated and never written to. */
  template: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server for each file that runs at a time. */
    databases: TestDatabase[]
  }
}

/**
 * Real PostgreSQL for all tests: embedded servers, or those of ENGAWA_TEST_DATABASE_URL (with a space between two). Files
 * that run side by side have a server each, since readers of the log wait for every open transaction of their server: a
 * back-up in one file would make all others late.
 */
export default async function prepare(project: TestProject) {
  const given = process.env.ENGAWA_TEST_DATABASE_URL?.split(' ')
  const folder = mkdtempSync(join(tmpdir(), 'engawa-test-'))
  const own = given
    ? []
    : await Promise.all(
        Array.from({ length: project.config.maxWorkers }, (_, at) =>
          startPostgres({ folder: join(folder, `${at}`), log: () => undefined }),
        ),
      )
  const urls = given ?? own.map(({ url }) => url)
  const template = `engawa_template_${process.pid}_${Date.now()}`
  for (const url of urls) {
    await onServer(url, `create database ${template}`)
    await migrate(databaseUrl(url, template))
  }
  project.provide(
    'databases',
    urls.map((url) => ({ url, template })),
  )
  return async () => {
    if (given)
      for (const url of urls)
        await onServer(url, `drop database if exists ${template} with (force)`)
    for (const server of own) await server.stop()
    rmSync(folder, { recursive: true, force: true })
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

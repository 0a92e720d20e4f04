import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { databaseUrl, onServer } from '../../testing/prepare-database.ts'
import { testDatabase } from '../../testing/test-database.ts'
import { listMigrations, migrate, migrationsFolder } from './migrate.ts'

const { url: server } = testDatabase()
const name = `engawa_migrate_${process.pid}`
const url = databaseUrl(server, name)

afterAll(() => onServer(server, `drop database if exists ${name} with (force)`))

test('several processes that start at once on a full database migrate it once, past an index that broke off', async () => {
  await onServer(server, `create database ${name}`)
  const known = listMigrations()
  await migrate(url, migrationsFolder, known.slice(0, 5))
  const db = new pg.Client({ connectionString: url })
  await db.connect()
  const workspace = '00000000-0000-7000-8000-000000000001'
  await db.query(`insert into workspace (id, name, created_at) values ('${workspace}', 'w', now())`)
  await db.query(`insert into customer (workspace_id, id, created_at)
    select '${workspace}', gen_random_uuid(), now() from generate_series(1, 20000)`)
  await db.query('create index customer_contact on customer (workspace_id)')
  const done = await Promise.all([migrate(url), migrate(url), migrate(url)])
  expect(done.flat().sort()).toEqual(known.slice(5))
  const { rows } = await db.query(
    `select indexdef from pg_indexes where indexname = 'customer_contact'`,
  )
  await db.end()
  expect(rows[0].indexdef).toContain('COALESCE(last_contact_at, created_at)')
})

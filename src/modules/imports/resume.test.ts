import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitForState } from './testing.ts'

const rows = 6000
let server: TestServer
const folder = mkdtempSync(join(tmpdir(), 'engawa-import-'))

beforeAll(async () => {
  server = await startTestServer()
  const lines = Array.from(
    { length: rows },
    (_, n) => `M-${n},person-${n}@killed.example,Person ${n}`,
  )
  writeFileSync(join(folder, 'people.csv'), `member number,email,name\n${lines.join('\n')}\n`)
  writeFileSync(
    join(folder, 'mapping.json'),
    JSON.stringify({
      trust: 'verified',
      columns: { 'member number': 'member_number', email: 'email', name: 'name' },
    }),
  )
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('what a killed command had in hand is brought in by the server, each row once', async () => {
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, '../../cli/main.ts'),
      ...['import', 'customers', join(folder, 'people.csv')],
      ...['--mapping', join(folder, 'mapping.json'), '--json'],
    ],
    {
      env: { ...process.env, DATABASE_URL: server.databaseUrl, ENGAWA_DATA: server.dataFolder },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const told = JSON.parse(String(line).split('\n')[0]!)
  expect(told).toMatchObject({ state: 'running', failed: 0 })
  expect(told.rows).toBeLessThan(rows)
  const done = await waitForState(server.admin, told.id, 'done', 120)
  expect(done).toMatchObject({ rows, created: rows, updated: 0, unchanged: 0, failed: 0 })
  const { rows: found } = await sql<{ people: number; noted: number }>`
    select (select count(*)::int from identifier where type = 'email' and customer_id is not null) as people,
      (select count(*)::int from import_row) as noted`.execute(server.services.db)
  expect(found[0]).toEqual({ people: rows, noted: rows })
})

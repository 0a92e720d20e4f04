import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'
import { waitFor } from '../../testing/wait-for.ts'
import { wakeReaders } from '../events/wake.ts'
import { keepStatistics } from './keep-statistics.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())

const counted = async () => {
  const { rows } = await sql<{ rows: number }>`
    select reltuples::int as rows from pg_class where oid = 'label'::regclass`.execute(
    server.services.db,
  )
  return rows[0]!.rows
}

test('a table that grew is counted at once, so that nothing is planned for the few rows it had', async () => {
  expect(await counted()).toBeLessThan(1)
  const stop = keepStatistics(server.services, 10)
  await sql`insert into label (workspace_id, id, name, created_at)
    select ${server.workspaceId}, gen_random_uuid(), 'label ' || n, now() from generate_series(1, 300) n`.execute(
    server.services.db,
  )
  await waitFor('the rows to be counted', async () => {
    wakeReaders(['label.created'])
    return (await counted()) === 300
  })
  await stop()
})

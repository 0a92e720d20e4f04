import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerFor, forget } from '../../foundation/server/alive.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import * as orders from '../commerce/contract.ts'
import * as contract from './contract.ts'
import { removeFile } from './store.ts'
import { importFile, waitForState } from './testing.ts'

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

test('puts orders that were there before back as they were, also after a stop, and says of each row what stays', async () => {
  const { admin, services } = server
  const head = '注文番号,注文日時,メールアドレス,商品名,数量,単価,購入金額,クーポン,注文状況'
  const first = ['P-1,2026/5/3 12:34,,湯呑み,1,1000,1000,,新規', 'P-2,2026/5/3,,皿,1,500,500,,新規']
  await importFile(admin, [head, ...first].join('\n'), { kind: 'orders' })
  const orderOf = async (search: string) => {
    const { data } = await admin.call(orders.listOrders, { search })
    return admin.call(orders.getOrder, { id: data[0]!.id })
  }
  const strip = ({ changedAt: _, ...order }: Awaited<ReturnType<typeof orderOf>>) => order
  const [before, other] = [await orderOf('P-1'), await orderOf('P-2')]
  const second = [
    'P-1,2026/5/3 12:34,late@buyer.example,急須,2,600,1200,SPRING,発送済み',
    'P-2,2026/5/3,late@buyer.example,大皿,1,900,900,SPRING,発送済み',
    'P-3,2026/5/3,late@buyer.example,箸,1,90,90,,新規',
  ]
  const done = await importFile(admin, [head, ...second].join('\n'), { kind: 'orders' })
  expect(done).toMatchObject({ created: 1, updated: 2 })
  expect(await orderOf('P-1')).toMatchObject({ total: 1200, state: 'shipped', coupon: 'SPRING' })
  await admin.call(orders.ordersIn.put, { externalId: 'P-1', coupon: 'LATER' })
  // Somebody else has it in hand, so that nothing is taken back before it is stopped.
  const hold = (runner: string | null) =>
    services.db.updateTable('import').set({ runner }).where('id', '=', done.id).execute()
  await answerFor('elsewhere')
  await hold('elsewhere')
  await admin.call(contract.undoImport, { id: done.id })
  const stopped = await admin.call(contract.cancelImport, { id: done.id })
  expect(stopped).toMatchObject({ state: 'done', undo: { removed: 0, progress: 0 } })
  await expect(admin.call(contract.startImport, { id: done.id })).rejects.toThrow('not_ready')
  await forget('elsewhere')
  await hold(null)
  await admin.call(contract.undoImport, { id: done.id })
  const { undo } = await waitForState(admin, done.id, 'undone')
  expect(undo).toEqual({ removed: 1, restored: 1, kept: 1, progress: 1 })
  expect(strip(await orderOf('P-2'))).toEqual(strip(other))
  expect(strip(await orderOf('P-1'))).toEqual({ ...strip(before), coupon: 'LATER' })
  const csv = await (await admin.fetch(`/api/v1/imports/${done.id}/problems.csv?locale=ja`)).text()
  expect(csv).toContain('2,取り消さずに残しました,import.kept_value,この注文の「クーポン」は')
  expect(csv.trim().split('\r\n')).toHaveLength(2)
})

test('asks for the file again where it is gone, as after a restore', async () => {
  const { admin, services } = server
  const text = 'email,name\nagain@restored.example,Again\n'
  const half = text.length / 2
  const made = { kind: 'customers', name: 'a.csv', bytes: text.length } as const
  const { id } = await admin.call(contract.createImport, made)
  const send = async (offset: number) => {
    const response = await admin.fetch(`/api/v1/imports/${id}/content?offset=${offset}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(text.slice(offset, offset + half)),
    })
    return ((await response.json()) as { receivedBytes: number }).receivedBytes
  }
  expect(await send(0)).toBe(half)
  await removeFile(services, id)
  expect([await send(half), await send(0), await send(half)]).toEqual([0, half, text.length])
  await admin.call(contract.readImport, { id })
  await removeFile(services, id)
  await expect(admin.call(contract.startImport, { id })).rejects.toThrow('import.file_gone')
  await sql`update import set state = 'running', started_at = now() - interval '1 minute', mapping = '{"columns":{}}'
    where id = ${id}`.execute(services.db)
  const failed = await waitForState(admin, id, 'failed')
  expect(failed).toMatchObject({ error: 'import.file_gone', hasFile: false })
})

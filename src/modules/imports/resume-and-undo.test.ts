import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerFor, forget } from '../../foundation/server/alive.ts'
import { systemContext } from '../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as orders from '../commerce/contract.ts'
import * as customers from '../customers/contract.ts'
import * as contract from './contract.ts'
import { claimImport, letGo } from './running/claim.ts'
import { removeFile } from './store.ts'
import { importFile, upload, waitForState } from './testing.ts'

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

test('what could not be given back, because the database was away, is taken up again', async () => {
  const id = await upload(server.admin, 'email,name\naway@database.example,Away\n')
  const ctx = systemContext(server.services, server.workspaceId, 'test')
  const claim = () => claimImport(ctx, id, ['uploading'])
  const [runner, other] = [await claim(), await claim()]
  expect([typeof runner, other]).toEqual(['string', undefined])
  const away = { ...ctx, db: ctx.db.withSchema('away') }
  await expect(letGo(away, id, runner!)).rejects.toThrow()
  expect(typeof (await claim())).toBe('string')
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
  expect(undo).toMatchObject({ removed: 1, restored: 1, kept: 1, progress: 1 })
  expect(strip(await orderOf('P-2'))).toEqual(strip(other))
  expect(strip(await orderOf('P-1'))).toEqual({ ...strip(before), coupon: 'LATER' })
  const csv = await (await admin.fetch(`/api/v1/imports/${done.id}/problems.csv?locale=ja`)).text()
  expect(csv).toContain('2,取り消さずに残しました,import.kept_value,この注文の「クーポン」は')
  expect(csv.trim().split('\r\n')).toHaveLength(2)
})

const find = async (identifier: string) =>
  (await server.admin.call(customers.listCustomers, { identifier })).data
const countCustomers = async () =>
  Number(
    (
      await server.services.db
        .selectFrom('customer')
        .select(({ fn }) => fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

test('takes back with a file of orders whom it brought, but for those who got something else since', async () => {
  const { admin } = server
  const before = await countCustomers()
  const people = Array.from({ length: 1200 }, (_, n) => [
    `Q-${n}`,
    '2026/5/3',
    `q-${n}@order.example`,
    `03-3${String(n).padStart(3, '0')}-1111`,
    `客 ${n}`,
    90,
  ])
  const lines = people.map((one) => one.join(',')).join('\n')
  const head = '注文番号,注文日時,メールアドレス,電話番号,氏名,購入金額'
  const done = await importFile(admin, `${head}\n${lines}\n`, { kind: 'orders' })
  expect(done).toMatchObject({ created: 1200, warnings: 0 })
  const [noted] = await find('q-7@order.example')
  await admin.call(customers.updateCustomer, { id: noted!.id, name: '電話で確認 七子' })
  const [bought] = await find('q-1100@order.example')
  await admin.call(orders.ordersIn.put, {
    externalId: 'Q-later',
    currency: 'JPY',
    total: 5,
    customer: { customerId: bought!.id },
  })
  await admin.call(contract.undoImport, { id: done.id })
  const { undo } = await waitForState(admin, done.id, 'undone')
  expect(undo).toMatchObject({ removed: 1200, kept: 0, customersRemoved: 1198, customersKept: 2 })
  const { data } = await admin.call(orders.listOrders, { search: 'Q-' })
  expect(data.map(({ number }) => number)).toEqual(['Q-later'])
  expect(await countCustomers()).toBe(before + 2)
  expect((await find('q-7@order.example'))[0]!.name).toBe('電話で確認 七子')
  const csv = await (await admin.fetch(`/api/v1/imports/${done.id}/problems.csv`)).text()
  expect(csv).toContain('9,not taken back,import.kept_customer,"This customer stays')
  expect(csv.match(/kept_customer/g)).toHaveLength(2)
})

test('brings orders in line by line, keeps the lines of one together, and takes them back', async () => {
  const { admin } = server
  const file = [
    '注文番号,注文日時,メールアドレス,氏名,商品名,数量,単価,購入金額',
    'O-1,2026/5/3 12:34,buyer@example.jp,買物 太郎,湯呑み,2,"1,200",2400円',
    'O-1,2026/5/3 12:34,buyer@example.jp,買物 太郎,急須,1,3500,2400円',
    'O-2,2026/5/4,buyer@example.jp,買物 太郎,茶筒,1,800,八百',
    'O-3,0000-01-01 00:00,buyer@example.jp,買物 太郎,茶筒,1,800,800',
  ].join('\n')
  const done = await importFile(admin, file, { kind: 'orders' })
  expect(done).toMatchObject({ rows: 4, created: 2, failed: 2 })
  const { data } = await admin.call(orders.listOrders, { search: 'O-' })
  expect(data).toHaveLength(1)
  const order = await admin.call(orders.getOrder, { id: data[0]!.id })
  expect(order).toMatchObject({
    number: 'O-1',
    total: 2400,
    placedAt: '2026-05-03T03:34:00.000Z',
  })
  expect(order.items.map(({ name, quantity, price }) => [name, quantity, price])).toEqual([
    ['湯呑み', 2, 1200],
    ['急須', 1, 3500],
  ])
  expect(order.customer!.id).toBe((await find('buyer@example.jp'))[0]!.id)
  const again = await importFile(admin, file, { kind: 'orders' })
  expect(again).toMatchObject({ created: 0, unchanged: 2, failed: 2 })
  const { data: rows } = await admin.call(contract.listImportRows, { id: done.id, of: 'created' })
  expect(rows.map(({ row, subject }) => [row, subject!.name])).toEqual([
    [2, 'O-1'],
    [3, 'O-1'],
  ])
  const csv = await (await admin.fetch(`/api/v1/imports/${done.id}/problems.csv`)).text()
  expect(csv).toContain('import.date_invalid')
  await admin.call(contract.undoImport, { id: done.id })
  await waitForState(admin, done.id, 'undone')
  expect((await admin.call(orders.listOrders, { search: 'O-' })).data).toEqual([])
  expect(await find('buyer@example.jp')).toEqual([])
})

test('orders go along with the address that they came by when it turns out to be somebody else’s', async () => {
  const { admin } = server
  const bring = (...lines: string[]) =>
    importFile(admin, ['注文番号,注文日時,メールアドレス,購入金額', ...lines].join('\n'), {
      kind: 'orders',
    })
  await bring('S-1,2026/5/3,one@split.example,10', 'S-2,2026/5/3,two@split.example,20')
  const [[one], [two]] = [await find('one@split.example'), await find('two@split.example')]
  await admin.call(customers.mergeCustomers, { id: one!.id, otherId: two!.id })
  await bring('S-3,2026/5/4,two@split.example,30')
  const { identifiers } = await admin.call(customers.getCustomer, { id: one!.id })
  const theirs = identifiers.find(({ value }) => value === 'two@split.example')!
  const split = { id: one!.id, identifierIds: [theirs.id] }
  const { customer } = await admin.call(customers.splitCustomer, split)
  const numbersOf = async (customerId: string) =>
    (await admin.call(orders.listOrders, { customerId })).data.map(({ number }) => number).sort()
  await waitFor('the orders to follow', async () => (await numbersOf(customer.id)).length === 2)
  expect(await numbersOf(customer.id)).toEqual(['S-2', 'S-3'])
  expect(await numbersOf(one!.id)).toEqual(['S-1'])
})

test('leaves an address with whom staff gave it to since', async () => {
  const { admin } = server
  const bring = (lines: string) => importFile(admin, `user_id,email\n${lines}\n`)
  await bring('given-1,first@given.example')
  const { id } = await bring('given-1,second@given.example')
  const find = async (identifier: string) =>
    (await admin.call(customers.listCustomers, { identifier })).data[0]
  const one = await find('given-1')
  const { identifiers } = await admin.call(customers.getCustomer, { id: one!.id })
  const second = identifiers.find(({ value }) => value === 'second@given.example')!
  const split = { id: one!.id, identifierIds: [second.id] }
  const { customer } = await admin.call(customers.splitCustomer, split)
  await admin.call(contract.undoImport, { id })
  await waitForState(admin, id, 'undone')
  expect((await find('second@given.example'))?.id).toBe(customer.id)
})

test('glues nobody together by what a spreadsheet spoilt, and says in which row', async () => {
  const { admin } = server
  const spoilt = [
    '会員番号,電話番号,メールアドレス',
    '4.90E+12,#N/A,spoilt-1@x.example',
    ',,',
    '4.90E+12,,"spoilt-2@x.example, spoilt-3@x.example"',
  ].join('\n')
  const done = await importFile(admin, spoilt, { mapping: { trust: 'verified' } })
  expect(done).toMatchObject({ rows: 2, created: 1, failed: 1 })
  expect(
    (await admin.call(contract.listImportRows, { id: done.id, of: 'failed' })).data,
  ).toMatchObject([
    {
      row: 4,
      problems: [
        { code: 'number_shortened' },
        { code: 'email_invalid' },
        { code: 'no_identifier' },
      ],
    },
  ])
  const [one] = await find('spoilt-1@x.example')
  const { identifiers } = await admin.call(customers.getCustomer, { id: one!.id })
  expect(identifiers).toHaveLength(1)
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

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDataFolder } from '../foundation/server/data-folder.ts'
import { startPostgres } from '../foundation/server/postgres/start-postgres.ts'
import { createCaller } from '../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../foundation/testing/start-test-server.ts'
import { waitFor } from '../foundation/testing/wait-for.ts'
import * as connections from '../modules/connections/contract.ts'
import * as conversations from '../modules/conversations/contract.ts'
import * as imports from '../modules/imports/contract.ts'
import * as members from '../modules/members/contract.ts'
import * as tracking from '../modules/tracking/contract.ts'
import { runCommand } from './testing.ts'

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 })

let server: TestServer
let folder: string
beforeAll(async () => {
  server = await startTestServer()
  folder = mkdtempSync(join(tmpdir(), 'engawa-cli-'))
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const engawa = (args: string[], env: Record<string, string | undefined> = {}, input?: string) =>
  runCommand(server, args, env, input)

const json = async (args: string[], input?: string) => {
  const { code, out, err } = await engawa([...args, '--json'], {}, input)
  if (code !== 0) throw new Error(err)
  expect(out.endsWith('\n') && out.indexOf('\n') === out.length - 1).toBe(true)
  return JSON.parse(out)
}

const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const mailbox = {
  address: 'help@shop.example',
  imap: { host: 'mail.invalid', port: 993, tls: true, user: 'help', password: 'secret' },
  smtp: { host: 'mail.invalid', port: 465, tls: true },
}

const mail = (id: string, text: string) =>
  [
    'From: Hanako <hanako@customer.example>',
    'To: help@shop.example',
    'Subject: Tea cups',
    `Message-ID: <${id}@customer.example>`,
    'Date: Mon, 02 Mar 2026 10:00:00 +0900',
    '',
    text,
    '',
  ].join('\r\n')

test('an API key made beside a running server opens it, with the scopes asked for', async () => {
  const { key } = await json(['api-key', 'create', '--name', 'all'])
  const caller = createCaller(server.url, { authorization: `Bearer ${key}` })
  expect((await caller.call(members.listApiKeys)).data.map((one) => one.name)).toContain('all')
  const scoped = await json(['api-key', 'create', '--name', 'few', '--scopes', 'customer.read'])
  const few = createCaller(server.url, { authorization: `Bearer ${scoped.key}` })
  await expect(few.call(members.listApiKeys)).rejects.toMatchObject({ code: 'auth.forbidden' })
  const plain = await engawa(['api-key', 'create', '--name', 'plain'])
  expect(plain.out).toMatch(/^eng_\S+\n$/)
})

test('a source made by the command takes events', async () => {
  const { writeKey } = await json(['source', 'create', '--name', 'Shop'])
  const { data } = await server.admin.call(tracking.listSources, {})
  expect(data).toMatchObject([{ name: 'Shop', writeKey }])
})

test('a connection is made from a file, or from standard input, with its secrets sealed for the server', async () => {
  const path = file('mailbox.json', JSON.stringify(mailbox))
  const first = await json(['connection', 'create', '--channel', 'email', '--settings', path])
  const second = await json(
    ['connection', 'create', '--channel', 'email', '--name', 'Second', '--settings', '-'],
    JSON.stringify(mailbox),
  )
  const shown = await server.admin.call(connections.getConnection, { id: first.id })
  expect(shown).toMatchObject({
    address: 'help@shop.example',
    settings: { imap: { password: '•••' } },
  })
  expect(await server.admin.call(connections.getConnection, { id: second.id })).toMatchObject({
    name: 'Second',
  })
  const chat = await json(['connection', 'create', '--channel', 'web-chat', '--name', 'Chat'])
  expect(chat.id).toMatch(/^[0-9a-f-]{36}$/)
})

test('received mails become messages once, and a repeat counts as a duplicate', async () => {
  const { id } = await json(
    ['connection', 'create', '--channel', 'email', '--settings', '-'],
    JSON.stringify(mailbox),
  )
  const files = [file('a.eml', mail('a', 'A cup broke.')), file('b.eml', mail('b', 'Two broke.'))]
  const receive = ['mail', 'receive', ...files, '--connection', id]
  expect(await json([...receive, '--wait'])).toEqual({
    stored: 2,
    duplicate: 0,
    files: files.map((file) => ({ file, outcome: 'stored', state: 'parsed' })),
  })
  expect(await json(receive)).toMatchObject({ stored: 0, duplicate: 2 })
  const { data } = await server.admin.call(conversations.listConversations, { search: 'Tea cups' })
  expect(data).toMatchObject([{ messageCount: 2, subject: 'Tea cups' }])
  expect(await server.admin.call(connections.getConnectionCounts, { id })).toEqual({
    received: 4,
    stored: 2,
    duplicate: 2,
    quarantined: 0,
  })
  expect((await engawa(receive)).out).toBe(files.map((file) => `duplicate  ${file}\n`).join(''))
})

test('a reset link opens the page of the server', async () => {
  const { link } = await json(['member', 'reset', 'admin@team.example'])
  expect(link).toMatch(new RegExp(`^${server.url}/reset/\\S{20,}$`))
  await server.admin.call(members.resetPassword, {
    token: link.split('/').at(-1),
    password: 'another long password',
  })
  const again = await server.as('admin', 'second@team.example')
  expect(again.id).not.toBe('')
})

test('what is wrong is one sentence on standard error and exit 1, in the language of the terminal', async () => {
  const wrong = async (args: string[], env = {}) => {
    const { code, out, err } = await engawa(args, env)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    return err.trim()
  }
  expect(await wrong(['member', 'reset', 'nobody@team.example'])).toBe(
    'This member is no longer here.',
  )
  expect(await wrong(['member', 'reset', 'nobody@team.example'], { LANG: 'ja_JP.UTF-8' })).toMatch(
    /^[ぁ-んァ-ヶー一-龠]+。$/,
  )
  expect(await wrong(['source', 'create'])).toBe('The option --name is missing. See --help.')
  expect(await wrong(['source', 'create', '--nmae', 'x'])).toMatch(/--nmae/)
  expect(await wrong(['mail', 'receive', '--connection', 'x'])).toMatch(/at least one file/)
  expect(
    await wrong(['connection', 'create', '--channel', 'email', '--settings', file('bad', '{pass')]),
  ).toMatch(/could not be read as JSON \(JSON\)/)
  expect(
    await wrong(['api-key', 'create', '--name', 'x', '--scopes', 'everything.at.all']),
  ).toMatch(/everything\.at\.all/)
  expect(await wrong(['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toMatch(
    /^The database cannot be reached/,
  )
  expect(await wrong(['source', 'create', '--name', 'x', '--workspace', 'nonsense'])).toBe(
    'An id given to this command is not an id.',
  )
  expect(await wrong(['explode'])).toMatch(/^Usage:/)
})

test('help names every command with its options', async () => {
  const { code, out } = await engawa(['--help'])
  expect(code).toBe(0)
  for (const name of ['migrate', 'api-key create', 'source create', 'connection create'])
    expect(out).toContain(`  ${name}`)
  expect((await engawa(['mail', 'receive', '--help'])).out).toContain('--connection ID')
})

test('migrate has nothing to do beside a server', async () => {
  expect(await json(['migrate'])).toEqual({ applied: [] })
  expect((await engawa(['migrate'])).out).toBe('The database is up to date.\n')
})

type Check = { check: string; state: string } & Record<string, unknown>

const doctor = async (env = {}) => {
  const { code, out } = await engawa(['doctor', '--json'], env)
  const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: Check[] }
  expect(code).toBe(ok ? 0 : 1)
  return { ok, checks, of: (name: string) => checks.filter((one) => one.check === name) }
}

test('the doctor names who holds the log back, and what has failed', async () => {
  const { db } = server.services
  await waitFor(
    'the readers to have caught up',
    async () => (await doctor()).of('reader').every((one) => one.state === 'ok'),
    60,
  )
  const client = new pg.Client({
    connectionString: server.databaseUrl,
    application_name: 'night import',
  })
  await client.connect()
  await client.query('begin')
  await client.query("update workspace set name = 'held' where false; select pg_current_xact_id()")
  await sql`update connection set state = 'failing', problem_code = 'imap.wrong_password'`.execute(
    db,
  )
  await sql`select graphile_worker.add_job('nothing-does-this', max_attempts := 1)`.execute(db)
  await sql`update graphile_worker._private_jobs set attempts = 1, last_error = 'gone wrong'
    where task_id = (select id from graphile_worker._private_tasks where identifier = 'nothing-does-this')`.execute(
    db,
  )
  try {
    const found = await waitFor(
      'the horizon to be held for ten seconds',
      async () => {
        const { ok, of } = await doctor()
        const [horizon] = of('horizon')
        return horizon?.state === 'wrong' && { ok, of, horizon }
      },
      60,
    )
    expect(found.ok).toBe(false)
    expect(found.horizon).toMatchObject({
      application: 'night import',
      database: new URL(server.databaseUrl).pathname.slice(1),
      pid: expect.any(Number),
    })
    expect(found.of('connections')[0]).toMatchObject({
      state: 'wrong',
      code: 'imap.wrong_password',
    })
    expect(found.of('jobs')).toMatchObject([
      { job: 'nothing-does-this', count: 1, reason: 'gone wrong' },
    ])
  } finally {
    await client.query('rollback')
    await client.end()
  }
})

test('without a server the embedded database runs for the command, and beside one it is found', async () => {
  const data = join(folder, 'data')
  const env = { DATABASE_URL: undefined, ENGAWA_DATA: data }
  const nothing = await doctor(env)
  expect(nothing.of('folder-missing')).toHaveLength(1)
  const { out, code } = await engawa(['migrate', '--json'], env)
  expect(code).toBe(0)
  expect(JSON.parse(out).applied.length).toBeGreaterThan(0)
  const held = openDataFolder(data)
  const postgres = await startPostgres({ folder: join(data, 'postgres'), log: () => undefined })
  try {
    const beside = await engawa(['migrate', '--json'], env)
    expect(JSON.parse(beside.out)).toEqual({ applied: [] })
    expect((await engawa(['source', 'create', '--name', 'x'], env)).err).toMatch(
      /no secret|no workspace/,
    )
  } finally {
    await postgres.stop()
    held.release()
  }
})

test('an import that cannot begin says why and leaves nothing behind', async () => {
  const csv = file('few.csv', 'メール,氏名\nfew@cli.example,Few\n')
  const run = (given: object) => {
    const mapping = file('few.json', `\uFEFF${JSON.stringify(given)}`)
    return engawa(['import', 'customers', csv, '--mapping', mapping, '--json'])
  }
  const other = await run({ columns: { メール: 'email', 名前: 'name' } })
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining('“名前”') })
  const misspelt = await run({ columns: { メール: 'email' }, trusted: 'verified' })
  expect(misspelt).toMatchObject({ code: 1, err: expect.stringContaining('trusted') })
  const fine = await run({ columns: { メール: 'email', 氏名: null }, encoding: 'utf-8' })
  const last = JSON.parse(fine.out.trim().split('\n').at(-1)!)
  expect(last).toMatchObject({ state: 'done', created: 1 })
  // The first admin's sessions ended with the password above.
  const { data } = await (await server.as('admin')).call(imports.listImports, {})
  expect(data.map(({ id }) => id)).toEqual([last.id])
})

import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectDatabase } from '../foundation/server/database/connect.ts'
import { createLog } from '../foundation/server/log.ts'
import { databaseUrl, onServer } from '../foundation/testing/prepare-database.ts'
import { startTestServer, type TestServer } from '../foundation/testing/start-test-server.ts'
import { testDatabase } from '../foundation/testing/test-database.ts'
import { waitFor } from '../foundation/testing/wait-for.ts'
import { listAudit } from '../modules/audit/contract.ts'
import { eraseCustomer, listErasures, previewErasure } from '../modules/privacy/contract.ts'
import { findWords, staysAfterErasure } from '../modules/privacy/testing.ts'
import { plantCustomer } from '../testing/plant.ts'

const repository = join(import.meta.dirname, '../..')

let server: TestServer
let folder: string
beforeAll(async () => {
  server = await startTestServer()
  folder = mkdtempSync(join(tmpdir(), 'engawa-cli-backup-'))
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Outcome = { code: number; out: string; err: string }

const run = (args: string[], env: Record<string, string> = {}) =>
  new Promise<Outcome>((resolve) => {
    const options = { cwd: repository, env: { PATH: process.env.PATH, LANG: 'C', ...env } }
    execFile(process.execPath, args, options, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    )
  })

const engawa = (args: string[], env: Record<string, string>) =>
  run(['bin/run.mjs', 'src/cli/main.ts', ...args], env)

test('a backup of the running server goes into the embedded database of another install', async () => {
  const file = join(folder, 'backup.tgz')
  const here = { DATABASE_URL: server.databaseUrl, ENGAWA_DATA: server.dataFolder }
  const saved = await engawa(['backup', file, '--json'], here)
  expect(saved).toMatchObject({ code: 0, err: expect.stringMatching(/^Saving tables\//) })
  expect(JSON.parse(saved.out)).toMatchObject({ file, rows: expect.any(Number), missing: [] })
  expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
  const secret = readFileSync(join(server.dataFolder, 'secret'))
  const entries = await run(['-e', unzip, file])
  expect(entries.out).toContain('admin@team.example')
  expect(entries.out).not.toContain(secret.toString().trim())

  const told = await server.admin.call(listAudit, { act: 'backup.made' })
  expect(told.data).toMatchObject([{ actor: { type: 'system', id: 'command-line' } }])

  const again = await engawa(['backup', file], here)
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists already') })
  const used = await engawa(['restore', file], here)
  expect(used).toMatchObject({ code: 1, err: expect.stringContaining('A server is running') })

  const there = { ENGAWA_DATA: join(folder, 'data') }
  const restored = await engawa(['restore', file], there)
  expect(restored).toMatchObject({ code: 0, out: expect.stringMatching(/^Restored \d+ rows/) })
  expect(restored.out).toContain('everybody has to sign in again')
  const twice = await engawa(['restore', file], { ...there, LANG: 'ja_JP.UTF-8' })
  expect(twice).toMatchObject({ code: 1, err: expect.stringContaining('空ではありません') })
}, 90_000)

test('who was erased after the backup is gone before the restore says that it is done', async () => {
  const marks = { words: 'modoranai-4721', contact: 'kaeranai-4722' }
  const { ids } = await plantCustomer(server, marks, null)
  const id = ids.customer!
  const file = join(folder, 'before.tgz')
  const here = { DATABASE_URL: server.databaseUrl, ENGAWA_DATA: server.dataFolder }
  expect(await engawa(['backup', file], here)).toMatchObject({ code: 0 })
  const { confirm } = await server.admin.call(previewErasure, { id })
  await server.admin.call(eraseCustomer, { id, confirm })
  await waitFor('the erasure', async () => {
    const { data } = await server.admin.call(listErasures, {})
    return data[0]?.state === 'done'
  })

  const data = join(folder, 'erased-data')
  mkdirSync(data)
  for (const name of ['secret', 'erased']) cpSync(join(server.dataFolder, name), join(data, name))
  const { url } = testDatabase()
  const name = `engawa_erased_${process.pid}`
  await onServer(url, `create database ${name}`)
  const restored = databaseUrl(url, name)
  try {
    const there = { DATABASE_URL: restored, ENGAWA_DATA: data }
    const done = await engawa(['restore', file, '--json'], there)
    expect(done.code, done.err).toBe(0)
    expect(JSON.parse(done.out)).toMatchObject({ erased: 1, sameSecret: true })
    const { db, close } = connectDatabase(restored, createLog('silent'), 1)
    const left = await findWords(db, marks.words).finally(close)
    expect(left.filter((table) => !staysAfterErasure.test(table))).toEqual([])
    expect(left).toContain('public.customer_order')
  } finally {
    await onServer(url, `drop database ${name} with (force)`)
  }
}, 120_000)

/** Shown as one text, so that a word in it is found. */
const unzip = `process.stdout.write(require('node:zlib').gunzipSync(require('node:fs').readFileSync(process.argv[1])))`

test('what is no backup is refused in one sentence', async () => {
  const file = join(folder, 'words')
  writeFileSync(file, 'hello')
  const there = { ENGAWA_DATA: join(folder, 'other') }
  const wrong = await engawa(['restore', file], there)
  expect(wrong).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('not a whole backup'),
  })
  const missing = await engawa(['restore', join(folder, 'nowhere')], there)
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('ENOENT') })
}, 60_000)

test('a server refuses the database of a newer version in one sentence, in the language of the terminal', async () => {
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  await client.query("insert into migration (name) values ('9000_later.sql')")
  const start = (LANG: string) =>
    run(['src/main.ts'], {
      LANG,
      PORT: '0',
      ENGAWA_LOG: 'silent',
      DATABASE_URL: server.databaseUrl,
      ENGAWA_DATA: join(folder, 'refused'),
    })
  try {
    expect(await start('C')).toEqual({
      code: 1,
      out: '',
      err: 'The database was made by a newer version of Engawa (9000_later.sql). Use that version.\n',
    })
    expect((await start('ja_JP.UTF-8')).err).toContain('新しいバージョンの Engawa')
  } finally {
    await client.query("delete from migration where name = '9000_later.sql'")
    await client.end()
  }
})

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createConnection, getConnection } from '../../../modules/connections/contract.ts'
import { openConnection } from '../../../modules/connections/index.ts'
import { getMe } from '../../../modules/members/contract.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'
import { systemContext } from '../context.ts'
import { createSeal } from '../seal.ts'
import { readSecrets, type SecretSource, writeSecrets } from '../secret-file.ts'
import { countOldSeals } from './reseal.ts'
import { rotateSecret } from './rotate-secret.ts'
import { recallSigningKeys } from './signing-keys.ts'

vi.setConfig({ testTimeout: 180_000 })

const repository = join(import.meta.dirname, '../../../..')
const quiet = () => undefined

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const sourceOf = (dataFolder = server.dataFolder): SecretSource => ({
  secret: undefined,
  oldSecret: undefined,
  dataFolder,
})
const lines = () => readFileSync(join(server.dataFolder, 'secret'), 'utf8').trim().split('\n')
const options = (source = sourceOf()) => ({
  url: server.databaseUrl,
  db: server.services.db,
  source,
  progress: quiet,
})

const mailbox = (password: string) => ({
  address: 'help@shop.example',
  imap: { host: '127.0.0.1', port: 1, tls: false, user: 'help', password },
  smtp: { host: '127.0.0.1', port: 1, tls: false },
})
const connect = async (password: string) =>
  (await server.admin.call(createConnection, { channel: 'email', settings: mailbox(password) })).id
/** What the running server reads of a connection's secret. */
const passwordOf = async (id: string) => {
  const ctx = systemContext(server.services, server.workspaceId, 'test')
  const { entered } = await openConnection(ctx, id)
  return (entered.imap as { password: string }).password
}

test('beside a running server everything is sealed anew, the old secret goes, and nobody notices', async () => {
  const id = await connect('open sesame')
  const [before] = lines()
  const { seal, db } = server.services
  const signed = seal.sign('channel:w', 'a reply')
  await sql`select graphile_worker.add_job('nothing-does-this', ${JSON.stringify({ sealed: seal.close('a mail') })}::json)`.execute(
    db,
  )
  const words = await sql<{
    text: string
  }>`update workspace set name = ${`sealed:1:${'x'.repeat(40)}`} returning name as text`.execute(db)

  const rotated = await rotateSecret(options())
  expect(rotated).toMatchObject({ secret: 'made', resealed: 2 })

  expect(lines()).toHaveLength(1)
  expect(lines()[0]).not.toBe(before)
  expect(seal.keyId()).toBe(rotated.keyId)
  expect(await passwordOf(id)).toBe('open sesame')
  expect(await passwordOf(await connect('sealed afterwards'))).toBe('sealed afterwards')
  const later = createSeal(lines()[0]!)
  const { rows } = await sql<{ payload: { sealed: string } }>`
    select payload from graphile_worker._private_jobs where payload::text like '%sealed:2:%'`.execute(
    db,
  )
  expect(rows.map(({ payload }) => later.open(payload.sealed))).toEqual(['a mail'])
  // What a person called something stays letter for letter.
  const named = await sql<{
    text: string
  }>`select name as text from workspace where id = ${server.workspaceId}::uuid`.execute(db)
  expect(named.rows).toEqual(words.rows)
  expect(await countOldSeals(db, later)).toEqual({ resealed: 0, unreadable: 1 })
  await sql`update workspace set name = 'Shop'`.execute(db)

  // Signed in before, signed in after; and a process started later recognises what was signed years ago.
  expect((await server.admin.call(getMe, {})).member.id).toBe(server.admin.id)
  expect(later.verify('channel:w', 'a reply', signed)).toBe(false)
  await recallSigningKeys(db, later)
  expect(later.verify('channel:w', 'a reply', signed)).toBe(true)
})

test('signatures of the first of several secrets are still recognised after the last', async () => {
  const signed = createSeal(lines()[0]!).sign('channel:w', 'the first')
  for (let round = 0; round < 3; round += 1) await rotateSecret(options())
  const fresh = createSeal(lines()[0]!)
  await recallSigningKeys(server.services.db, fresh)
  expect(fresh.verify('channel:w', 'the first', signed)).toBe(true)
})

test('of two rotations at once one waits its turn', async () => {
  const both = await Promise.allSettled([rotateSecret(options()), rotateSecret(options())])
  const codes = both.map((one) => (one.status === 'rejected' ? one.reason.code : 'done'))
  expect(codes.sort()).toEqual(['done', 'secret.rotating'])
})

test('a secret sealed by somebody with the old one meanwhile is found before it goes', async () => {
  const [old] = lines()
  const id = await connect('slow')
  const late = createSeal(old!)
  let begun = () => {}
  const holding = new Promise<void>((done) => {
    begun = done
  })
  // A transaction that sealed before the rotation and commits after its first look.
  let commit = () => {}
  const held = new Promise<void>((done) => {
    commit = done
  })
  const writing = server.services.db.transaction().execute(async (trx) => {
    const sealed = late.close('written late')
    await sql`insert into auth.second_factor (user_id, secret)
      select auth_user_id, ${sealed} from member where id = ${server.admin.id}::uuid`.execute(trx)
    begun()
    await held
  })
  await holding
  const rotating = rotateSecret(options())
  await expect.poll(lines, { timeout: 40_000 }).toHaveLength(2)
  await expect
    .poll(async () => (await countOldSeals(server.services.db, createSeal(lines()[0]!))).resealed, {
      timeout: 40_000,
    })
    .toBe(0)
  commit()
  await writing
  await rotating
  const { rows } = await sql<{ secret: string }>`select secret from auth.second_factor`.execute(
    server.services.db,
  )
  expect(createSeal(lines()[0]!).open(rows[0]!.secret)).toBe('written late')
  await sql`delete from auth.second_factor`.execute(server.services.db)
  expect(await passwordOf(id)).toBe('slow')
})

/** The command as a process of its own; resolves when it is over, however. */
const startCommand = () => {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'secret', 'rotate', '--json'], {
    cwd: repository,
    env: {
      PATH: process.env.PATH,
      LANG: 'C',
      DATABASE_URL: server.databaseUrl,
      ENGAWA_DATA: server.dataFolder,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let out = ''
  child.stdout.on('data', (bytes) => {
    out += bytes
  })
  const over = new Promise<{ code: number | null; out: string }>((done) =>
    child.on('close', (code) => done({ code, out })),
  )
  return { child, over }
}
/** Kills once the file has both secrets and so many rows are sealed anew. */
const killAfter = async (child: ChildProcess, count: number) => {
  await expect.poll(lines, { timeout: 60_000, interval: 5 }).toHaveLength(2)
  const done = async () => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from connection
      where settings::text like ${`%sealed:2:${createSeal(lines()[0]!).keyId()}:%`}`.execute(
      server.services.db,
    )
    return rows[0]!.count
  }
  await expect.poll(done, { timeout: 60_000, interval: 2 }).toBeGreaterThanOrEqual(count)
  child.kill('SIGKILL')
}

test('killed at any moment, nothing is lost, and the next run finishes', async () => {
  const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => connect(`secret ${n}`)))
  const all = async () => (await Promise.all(ids.map(passwordOf))).sort()
  const expected = ids.map((_, n) => `secret ${n}`).sort()
  for (const count of [0, 1, 15, 30]) {
    const { child, over } = startCommand()
    await killAfter(child, count)
    await over
    expect(lines()).toHaveLength(2)
    expect(await all()).toEqual(expected)
    const resumed = await startCommand().over
    expect(JSON.parse(resumed.out)).toMatchObject({ secret: 'resumed', unreadable: 0 })
    expect(resumed.code).toBe(0)
    expect(lines()).toHaveLength(1)
    expect(await all()).toEqual(expected)
  }
  expect(await countOldSeals(server.services.db, createSeal(lines()[0]!))).toEqual({
    resealed: 0,
    unreadable: 0,
  })
})

test('a secret from the environment is changed there: both are given, and afterwards the new one is enough', async () => {
  const [old] = lines()
  const id = await connect('given')
  const given = {
    secret: 'a new secret from the environment',
    oldSecret: old!,
    dataFolder: '/nowhere',
  }
  await expect(rotateSecret(options({ ...given, oldSecret: undefined }))).rejects.toMatchObject({
    code: 'secret.given_alone',
  })
  const rotated = await rotateSecret(options(given))
  expect(rotated).toMatchObject({ secret: 'given', unreadable: 0 })
  expect(rotated.resealed).toBeGreaterThan(30)
  expect(lines()).toEqual([old])
  const { rows } = await sql<{ password: string }>`
    select settings->'imap'->>'password' as password from connection where id = ${id}::uuid`.execute(
    server.services.db,
  )
  expect(createSeal(given.secret).open(rows[0]!.password)).toBe('given')
  // And back, so that the server of this test reads it again.
  writeSecrets(server.dataFolder, { now: old!, old: [given.secret] })
  expect(await rotateSecret(options())).toMatchObject({ secret: 'resumed' })
  expect(await server.admin.call(getConnection, { id })).toMatchObject({ id })
  expect(await passwordOf(id)).toBe('given')
})

test('what no secret here opens is counted and left alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engawa-lost-'))
  try {
    const foreign = createSeal('a secret that nobody has any more').close('lost')
    await sql`insert into auth.second_factor (user_id, secret)
      select auth_user_id, ${foreign} from member where id = ${server.admin.id}::uuid`.execute(
      server.services.db,
    )
    expect(await rotateSecret(options())).toMatchObject({ unreadable: 1 })
    const { rows } = await sql<{ secret: string }>`select secret from auth.second_factor`.execute(
      server.services.db,
    )
    expect(rows).toEqual([{ secret: foreign }])
    expect(readSecrets(sourceOf()).old).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

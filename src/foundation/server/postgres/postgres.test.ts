import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { waitFor } from '../../testing/wait-for.ts'
import { describeBinaries, findBinaries } from './binaries.ts'
import { findRunningPostgres } from './find-running-postgres.ts'
import { startPostgres } from './start-postgres.ts'

const isRoot = process.geteuid?.() === 0
// mkdtemp makes folders of mode 0700, as a private home is.
const home = mkdtempSync(join(tmpdir(), 'engawa-postgres-'))
const folder = join(home, 'postgres')
const log = () => {}

beforeAll(async () => {
  await (await startPostgres({ folder, log })).stop()
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const start = async (options: Partial<Parameters<typeof startPostgres>[0]> = {}) => {
  const server = await startPostgres({ folder, log, ...options })
  onTestFinished(server.stop)
  return server
}

const ask = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query({ text: sql, rowMode: 'array' })
  await client.end()
  return rows[0]?.[0] as unknown
}

const until = (condition: () => unknown) =>
  waitFor('the condition', async () => Boolean(await condition()))

/** Another Node process that has started the server; `script` runs before. */
const startElsewhere = async (options: { folder: string; env?: NodeJS.ProcessEnv }) => {
  const module = new URL('start-postgres.ts', import.meta.url).href
  const script = `const { startPostgres } = await import(${JSON.stringify(module)})
    const server = await startPostgres({ folder: ${JSON.stringify(options.folder)}, log: () => {} })
    process.stdout.write(String(server.pid)); setInterval(() => {}, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: options.env ?? process.env,
  })
  const [pid] = (await once(child.stdout!, 'data')) as [Buffer]
  return { child, pid: Number(String(pid)) }
}

test('the server is durable, uses UTF-8 and is found by the command line while it runs', async () => {
  const server = await start()
  expect(await ask(server.url, 'show fsync')).toBe('on')
  expect(await ask(server.url, 'show synchronous_commit')).toBe('on')
  expect(await ask(server.url, 'show server_encoding')).toBe('UTF8')
  expect(await ask(server.url, `select lower('ÄÉ') || upper('ß縁')`)).toBe('äéß縁')
  expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600)
  expect(await findRunningPostgres(folder)).toBe(server.url)
  await server.stop()
  expect(await findRunningPostgres(folder)).toBeUndefined()
})

test('a server that outlived its killed Node process is adopted with its data, and stops with us', async () => {
  const { child, pid } = await startElsewhere({ folder })
  await ask((await findRunningPostgres(folder))!, 'create table kept as select 42 as answer')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const server = await start()
  expect(server).toMatchObject({ pid, adopted: true })
  expect(await ask(server.url, 'select answer from kept')).toBe(42)
  await server.stop()
  expect(existsSync(join(folder, 'cluster', 'postmaster.pid'))).toBe(false)
})

test('a killed server comes back on its port with what was committed', async () => {
  const server = await start()
  const { pid } = server
  await ask(server.url, 'create table committed as select 1 as one')
  process.kill(pid, 'SIGKILL')
  await until(() => server.pid !== pid)
  expect(await ask(server.url, 'select one from committed')).toBe(1)
})

test('an adopted server that is killed comes back too', async () => {
  const { child, pid } = await startElsewhere({ folder })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const server = await start()
  process.kill(pid, 'SIGKILL')
  await until(() => server.pid !== pid)
  expect(await ask(server.url, 'select 1')).toBe(1)
})

test('after everything was killed at once the next start recovers', async () => {
  const { child, pid } = await startElsewhere({ folder })
  child.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  await once(child, 'exit')
  expect((await start()).adopted).toBe(false)
})

test('a process id that now belongs to somebody else does not keep the server from starting', async () => {
  const pidFile = join(folder, 'cluster', 'postmaster.pid')
  writeFileSync(
    pidFile,
    `${process.ppid}\n${join(folder, 'cluster')}\n1\n5432\n\n127.0.0.1\n\nready\n`,
  )
  expect(await findRunningPostgres(folder)).toBeUndefined()
  expect((await start()).adopted).toBe(false)
})

test('a port that was taken meanwhile is replaced by a free one', async () => {
  const taken = createServer()
  await once(taken.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  writeFileSync(join(folder, 'port'), `${port}\n`)
  const server = await start()
  expect(new URL(server.url).port).not.toBe(String(port))
  expect(await ask(server.url, 'select 1')).toBe(1)
})

test('links that npm did not make are made, under a private home, and a start halfway leaves nothing to repair', async () => {
  const installed = dirname(findBinaries().native)
  const packageFolder = join(home, 'clone', 'package')
  cpSync(installed, packageFolder, { recursive: true, filter: (source) => !source.endsWith('.a') })
  const links = JSON.parse(
    readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8'),
  ) as {
    target: string
  }[]
  for (const { target } of links) rmSync(join(packageFolder, target), { force: true })
  const fresh = join(home, 'clone', 'data', 'postgres')
  mkdirSync(join(fresh, 'cluster-new-halfway', 'cluster'), { recursive: true, mode: 0o700 })
  const server = await start({ folder: fresh, binaries: describeBinaries(packageFolder) })
  expect(await ask(server.url, 'select 1')).toBe(1)
  expect(existsSync(join(fresh, 'cluster-new-halfway'))).toBe(false)
})

test.skipIf(!isRoot)(
  'root without user namespaces runs the server as an ordinary user',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'engawa-setuid-'))
    onTestFinished(() => rmSync(data, { recursive: true, force: true }))
    const { child, pid } = await startElsewhere({
      folder: join(data, 'postgres'),
      env: { ...process.env, PATH: '/nowhere' },
    })
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const server = await start({ folder: join(data, 'postgres') })
    expect(server).toMatchObject({ pid, adopted: true })
    await server.stop()
    expect(statSync(`/proc/${(await start({ folder: join(data, 'postgres') })).pid}`).uid).not.toBe(
      0,
    )
  },
)

test.skipIf(!isRoot)('an ordinary user runs the server as itself', () => {
  const data = mkdtempSync(join(tmpdir(), 'engawa-user-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  spawnSync('chown', ['nobody', data])
  const module = new URL('start-postgres.ts', import.meta.url).href
  const script = `process.setgid(65534); process.setuid(65534)
    const { startPostgres } = await import(${JSON.stringify(module)})
    const server = await startPostgres({ folder: ${JSON.stringify(join(data, 'postgres'))}, log: () => {} })
    await server.stop(); process.stdout.write('fine')`
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  expect(ran.stdout + ran.stderr).toBe('fine')
})

test('a folder of another PostgreSQL is named, with what to do', async () => {
  const other = join(home, 'other')
  mkdirSync(join(other, 'cluster'), { recursive: true })
  writeFileSync(join(other, 'password'), 'x')
  writeFileSync(join(other, 'cluster', 'PG_VERSION'), '16\n')
  await expect(startPostgres({ folder: other, log })).rejects.toThrow(
    /made by PostgreSQL 16.*brings PostgreSQL 18/,
  )
})

test('a database without its password file is refused in a sentence', async () => {
  const bare = join(home, 'bare')
  mkdirSync(join(bare, 'cluster'), { recursive: true })
  writeFileSync(join(bare, 'cluster', 'PG_VERSION'), '18\n')
  await expect(startPostgres({ folder: bare, log })).rejects.toMatchObject({
    code: 'start.password_missing',
  })
})

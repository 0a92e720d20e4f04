import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../src/foundation/server/postgres/start-postgres.ts'
import { type Caller, createCaller } from '../src/foundation/testing/caller.ts'
import * as members from '../src/modules/members/contract.ts'
import { later } from './cleanup.ts'

export const root = join(import.meta.dirname, '..')
export const admin = { email: 'bench@example.com', password: randomUUID() }

/** A folder of our own, gone at the end. */
export const makeFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'engawa-bench-'))
  later(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The built-in PostgreSQL as the product runs it, for a benchmark that fills it by itself. */
export const openPostgres = async (folder: string) => {
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), log: () => undefined })
  later(postgres.stop)
  return postgres.url
}

/** What a server of ours is told; nothing of it comes from whoever runs the benchmarks. */
export const environment = (folder: string, more: Record<string, string> = {}) => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(ENGAWA_\w+|PORT|HOST|PUBLIC_URL|DATABASE_URL)$/.test(name),
    ),
  ),
  PORT: '0',
  ENGAWA_DATA: folder,
  ENGAWA_ADMIN_EMAIL: admin.email,
  ENGAWA_ADMIN_PASSWORD: admin.password,
  ENGAWA_LOG: 'error',
  // As `npm start` has it.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'engawa'),
  ...more,
})

/** One server process on a free port, ready to answer. */
export const startServer = async (folder: string, more: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [join(root, 'src/main.ts')], {
    cwd: root,
    env: environment(folder, more),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const started = { process: child, stop: () => stop(child) }
  later(started.stop)
  return { ...started, url: await waitUntilReady(child) }
}

/** The address it prints with the word `ready`. */
export const waitUntilReady = async (child: ChildProcess) => {
  let printed = ''
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    printed += chunk
    const ready = /\bready (http\S+)/.exec(printed)
    if (ready) {
      child.stdout!.resume()
      return ready[1]!
    }
  }
  throw new Error(`the server did not start: ${printed}`)
}

const stop = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = await ended
  if (code !== 0) throw new Error(`the server ended with ${code}`)
}

/** A member, signed in; the first admin unless told otherwise. */
export const signIn = async (url: string, who = admin): Promise<Caller> => {
  const response = await createCaller(url, {}).fetch(members.signIn.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  })
  if (!response.ok) throw new Error(`signing in: ${response.status}`)
  const cookies = response.headers.getSetCookie().map((one) => one.split(';')[0])
  return createCaller(url, { cookie: cookies.join('; ') })
}

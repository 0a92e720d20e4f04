import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { later } from '../bench/cleanup.ts'
import { environment, root, waitUntilReady } from '../bench/server.ts'
import { findRunningPostgres } from '../src/foundation/server/postgres/find-running-postgres.ts'
import { pathsIn } from '../src/foundation/server/postgres/paths.ts'
import { isPostgresOf, readPidFile } from '../src/foundation/server/postgres/postmaster.ts'

export const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export type Victim = Awaited<ReturnType<typeof openVictim>>

/** A server on its own folder and always the same port, which may be killed and started again. */
export const openVictim = async (
  folder: string,
  more: Record<string, string> = {},
  main = 'src/main.ts',
) => {
  const port = await freePort()
  const paths = pathsIn(join(folder, 'postgres'))
  let child: ChildProcess | undefined
  let ready: Promise<string> | undefined

  const spawnServer = () => {
    child = spawn(process.execPath, [join(root, main)], {
      cwd: root,
      env: environment(folder, { PORT: String(port), ...more }),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    ready = waitUntilReady(child)
    // A server killed before it was ready is nobody's surprise.
    ready.catch(() => undefined)
  }
  const isRunning = () =>
    child !== undefined && child.exitCode === null && child.signalCode === null
  /** Kills the server process alone, as `kill -9` does; its database lives on. */
  const kill = async () => {
    if (!isRunning()) return
    const ended = once(child!, 'exit')
    child!.kill('SIGKILL')
    await ended
  }
  const postmaster = () => {
    const found = readPidFile(paths)
    return found && isPostgresOf(paths, found.pid) ? found.pid : undefined
  }
  const stop = async () => {
    if (isRunning()) {
      const ended = once(child!, 'exit')
      child!.kill('SIGTERM')
      const late = setTimeout(() => child!.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(late)
    }
    // Outlived a server that was killed.
    const pid = postmaster()
    if (pid === undefined) return
    process.kill(pid, 'SIGQUIT')
    for (let tries = 0; postmaster() === pid && tries < 200; tries++) await delay(50)
  }
  later(stop)
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    start: spawnServer,
    ready: () => ready!,
    isRunning,
    kill,
    stop,
    pid: () => child?.pid,
    /** Ids of the database's first process; undefined while there is none. */
    postmaster,
    /** Asks the database directly, once it answers. */
    ask: async <T extends pg.QueryResultRow>(
      text: string,
      values: unknown[] = [],
    ): Promise<T[]> => {
      const url = more.DATABASE_URL ?? (await findRunningPostgres(paths.folder))
      if (!url) throw new Error('the database does not run')
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => undefined)
      await client.connect()
      try {
        return (await client.query<T>(text, values)).rows
      } finally {
        await client.end()
      }
    },
  }
}

/** Waits for a condition; throws when it is not met in time. */
export const until = async (what: string, seconds: number, met: () => Promise<boolean>) => {
  const end = Date.now() + seconds * 1000
  let last: unknown
  while (Date.now() < end) {
    try {
      if (await met()) return
      last = undefined
    } catch (error) {
      last = error
    }
    await delay(100)
  }
  throw new Error(`waited ${seconds} s for ${what}`, { cause: last })
}

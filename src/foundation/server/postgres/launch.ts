import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type Binaries, program } from './binaries.ts'
import { databaseEnvironment } from './environment.ts'
import { explainServerText } from './explain.ts'
import type { Paths } from './paths.ts'
import { readPidFile } from './postmaster.ts'
import { commandFor, type RunAs } from './run-as.ts'
import { readSince, sizeOf } from './server-log.ts'
import { leastSettings, serverSettings } from './settings.ts'

/** Where a server's files and programs are, and how it is run. */
export type Site = {
  paths: Paths
  binaries: Binaries
  runAs: RunAs
  log: (message: string, fields?: object) => void
  /** Runs an earlier PostgreSQL, which knows few of our settings. */
  earlier?: boolean
}

/** Crash recovery of a large log takes minutes on a slow disk. */
const READY_WITHIN_MS = 600_000

/** Starts a server and waits until it takes connections. `port-taken` and `not-gone-yet` may be tried again. */
export const launch = async (
  site: Site,
  port: number,
): Promise<number | 'port-taken' | 'not-gone-yet'> => {
  const { paths } = site
  const logged = sizeOf(paths.log)
  const child = spawnServer(site, port)
  const ended = new Promise<void>((resolve, reject) =>
    child.once('exit', () => resolve()).once('error', reject),
  )
  const lives = () =>
    child.pid !== undefined && child.exitCode === null && child.signalCode === null
  const ready = await Promise.race([ended, waitUntilReady(site, child.pid ?? 0, lives)])
  if (ready !== undefined) return ready
  const said = readSince(paths, logged)
  if (/Address already in use|could not bind/i.test(said)) return 'port-taken'
  if (/pre-existing shared memory block|lock file "postmaster.pid" already exists/i.test(said))
    return 'not-gone-yet'
  throw explainServerText(said, paths, 'could not start')
}

const spawnServer = ({ paths, binaries, runAs, earlier }: Site, port: number): ChildProcess => {
  const { command, args, options } = commandFor(runAs, program(binaries, 'postgres'), [
    '-D',
    paths.cluster,
    ...(earlier ? leastSettings(port) : serverSettings(port)),
  ])
  const log = openSync(paths.log, 'a', 0o600)
  const child = spawn(command, args, {
    ...options,
    cwd: paths.folder,
    env: databaseEnvironment(),
    // Ctrl-C in the terminal must not reach the database before we have finished our work.
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  })
  closeSync(log)
  child.unref()
  return child
}

/**
 * The pid, or undefined when the server ended first. The server writes its state into its pid file: looking there is
 * quicker than connecting and leaves no failed attempts in its log.
 */
export const waitUntilReady = async ({ paths, log }: Site, pid: number, lives: () => boolean) => {
  const began = Date.now()
  for (let told = began; lives(); await delay(10)) {
    const found = readPidFile(paths)
    if (found?.pid === pid && found.state === 'ready') return pid
    const now = Date.now()
    if (now - told >= 10_000) {
      told = now
      log('the database is still starting, perhaps recovering after a crash', {
        seconds: Math.round((now - began) / 1000),
      })
    }
    if (now - began > READY_WITHIN_MS)
      throw explainServerText('It was not ready within 10 minutes', paths, 'could not start')
  }
  return undefined
}

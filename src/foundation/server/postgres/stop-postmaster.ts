import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { program } from './binaries.ts'
import type { Site } from './launch.ts'
import { isPostgresOf } from './postmaster.ts'

// https://www.postgresql.org/docs/current/server-shutdown.html: fast, immediate (recovers at the next start), dead.
const ways = [
  { signal: 'SIGINT', mode: 'fast', withinMs: 5_000 },
  { signal: 'SIGQUIT', mode: 'immediate', withinMs: 2_000 },
  { signal: 'SIGKILL', mode: 'immediate', withinMs: 2_000 },
] as const

/** Ends a server and waits until it is gone; harsher step by step, never losing what was committed. */
export const stopPostmaster = async (site: Site, pid: number) => {
  for (const { signal, mode, withinMs } of ways) {
    if (!isPostgresOf(site.paths, pid)) return
    // Windows has no such signals.
    if (process.platform === 'win32')
      execFile(
        program(site.binaries, 'pg_ctl'),
        ['stop', '-W', '-m', mode, '-D', site.paths.cluster],
        () => {},
      )
    else process.kill(pid, signal)
    if (await isGone(site, pid, withinMs)) return
    site.log('the database did not stop in time', { pid, signal, withinMs })
  }
}

const isGone = async (site: Site, pid: number, withinMs: number) => {
  const pause = process.platform === 'linux' ? 10 : 200
  for (const began = Date.now(); Date.now() - began < withinMs; await delay(pause))
    if (!isPostgresOf(site.paths, pid)) return true
  return false
}

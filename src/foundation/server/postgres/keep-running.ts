import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { launch, type Site, waitUntilReady } from './launch.ts'
import { isPostgresOf, killLeftovers, readPidFile } from './postmaster.ts'
import { boundLog } from './server-log.ts'
import { stopPostmaster } from './stop-postmaster.ts'

const LOOK_EVERY_MS = process.platform === 'linux' ? 1_000 : 5_000
const LONGEST_PAUSE_MS = 2_000
const TELL_EVERY_MS = 30_000

/** Watches a server that is ready; starts it again on its port when it dies, until stopped. */
export const keepRunning = (site: Site, first: { pid: number; port: number }) => {
  let { pid } = first
  const stopped = new AbortController()
  const watching = watch()

  async function watch() {
    for (let looks = 1; await pause(LOOK_EVERY_MS); looks++) {
      if (looks % 60 === 0) tidyLog()
      if (isPostgresOf(site.paths, pid)) continue
      site.log('the database ended unexpectedly and is started again', { pid, port: first.port })
      await startAgain()
    }
  }

  function tidyLog() {
    try {
      boundLog(site.paths)
    } catch (error) {
      site.log('the log of the database could not be shortened', {
        reason: (error as Error).message,
      })
    }
  }

  async function startAgain() {
    let told = 0
    for (let wait = 100; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const reason = await tryOnce()
      if (reason === undefined) return
      if (Date.now() - told > TELL_EVERY_MS) {
        told = Date.now()
        site.log('the database could not be started again; trying further', { reason })
      }
      if (!(await pause(wait))) return
    }
  }

  async function tryOnce() {
    try {
      const started = await startStopped(site, first.port)
      if (typeof started === 'string') return started
      pid = started
      site.log('the database is back', { pid, port: first.port })
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }

  /** False when stopped meanwhile. */
  async function pause(milliseconds: number) {
    return delay(milliseconds, true, { ref: false, signal: stopped.signal }).catch(() => false)
  }

  return {
    pid: () => pid,
    stop: async () => {
      stopped.abort()
      // A restart may be on its way: what already runs is stopped, which ends the wait for it.
      await stopPostmaster(site, readPidFile(site.paths)?.pid ?? pid)
      await watching
      await stopPostmaster(site, pid)
    },
  }
}

/** Starts a server whose predecessor is gone, tidying up after one that was killed. */
export const startStopped = async (site: Site, port: number) => {
  if (readPidFile(site.paths)) {
    killLeftovers(site.paths)
    // A zombie, or a stranger who got the old process id, would keep the new server from starting.
    rmSync(site.paths.pidFile)
  }
  boundLog(site.paths)
  return launch(site, port)
}

/** A server that outlived its Node process: its pid and port when it is, or becomes, ready. */
export const adopt = async (site: Site) => {
  const found = readPidFile(site.paths)
  if (!found || !isPostgresOf(site.paths, found.pid)) return undefined
  if (found.state === 'stopping') {
    await stopPostmaster(site, found.pid)
    return undefined
  }
  const pid = await waitUntilReady(site, found.pid, () => isPostgresOf(site.paths, found.pid))
  return pid === undefined ? undefined : { pid, port: readPidFile(site.paths)?.port ?? found.port }
}

import { EventEmitter, once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Logger, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import { answerFor, forget } from '../alive.ts'
import type { Services } from '../services.ts'
import { openQueuePool } from './queue-pool.ts'
import { tendQueue, unlockWorkers } from './tend-queue.ts'

const firstPauseMs = 250
const longestPauseMs = 5000

/** Runs the queue until stopped; starts it afresh, under a new name, whenever its database went away. */
export const runQueue = (services: Services, taskList: TaskList, concurrency: number) => {
  const stopping = new AbortController()
  /** Names of ours whose jobs are still to be given back. */
  const left = new Set<string>()

  const keep = async () => {
    for (let pauseMs = firstPauseMs; !stopping.signal.aborted; ) {
      try {
        await unlockWorkers(services, [...left])
        left.clear()
        await runOnce(services, taskList, concurrency, stopping.signal, left)
        pauseMs = firstPauseMs
      } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        services.log.warn({ code, message }, 'the job queue could not start; trying again')
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      }
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const kept = keep()
  return {
    /** Resolves when the jobs in hand are done. */
    stop: async () => {
      stopping.abort()
      await kept
      await unlockWorkers(services, [...left]).catch(() => undefined)
    },
  }
}

/** Until told to stop, or something failed that leaves the queue uncertain of what it has in hand. */
const runOnce = async (
  services: Services,
  taskList: TaskList,
  concurrency: number,
  stopping: AbortSignal,
  left: Set<string>,
) => {
  const { log, databaseUrl } = services
  const ending = new AbortController()
  const { pool, begin } = openQueuePool(databaseUrl, (error) => {
    const { code } = error as { code?: string }
    if (!ending.signal.aborted)
      log.warn({ code }, 'the job queue lost its database; starting again')
    ending.abort()
  })
  const events: WorkerEvents = new EventEmitter()
  let name = ''
  let wake = (_count: number) => {}
  events.on('pool:create', ({ workerPool }) => {
    name = workerPool.id
    wake = (count) => workerPool.nudge(count)
  })
  try {
    const runner = await run({
      pgPool: pool,
      events,
      concurrency,
      noHandleSignals: true,
      // Each worker would ask for itself; `tendQueue` asks once for all.
      pollInterval: 10 * 60_000,
      logger: new Logger(() => (level, message) => {
        if (level === 'error') log.warn({ level }, message.slice(0, 300))
      }),
      taskList,
    })
    begin()
    runner.promise.finally(() => ending.abort()).catch(() => undefined)
    left.add(name)
    await answerFor(name)
    const stopTending = tendQueue(services, { mine: name, most: concurrency, wake })
    const signal = AbortSignal.any([stopping, ending.signal])
    if (!signal.aborted) await once(signal, 'abort')
    stopTending()
    await runner.stop().catch(() => undefined)
    await forget(name)
  } finally {
    await pool.end()
  }
}

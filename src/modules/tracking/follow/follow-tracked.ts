import { onWake, trackedTopic } from '../../../foundation/server/events/wake.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { createIdentities } from './identities.ts'
import { hasHeldBack, reader } from './place.ts'
import { batch, takeBatch } from './take-batch.ts'

/** Between looks while events stream in, and as long as the last took: larger batches cost less for each event. */
const busyMs = 100
const mostBusyMs = 300
const tries = 3

/** Follows tracked events: tells customers who is who, keeps visits, records orders. Several processes may run it. */
export const followTracked = (services: Services) => {
  const { db, log } = services
  const identities = createIdentities(services)
  let stopped = false
  let running: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  let failures = 0

  const run = () => {
    if (stopped) return
    running ??= (async () => {
      let waitMs: number | undefined
      again = false
      try {
        for (let more = true; more && !stopped; ) {
          const began = performance.now()
          const taken = await takeBatch(services, identities, failures >= tries)
          failures = 0
          more = taken === batch
          const tookMs = performance.now() - began
          if (taken > 0 || (await hasHeldBack(db)))
            waitMs = Math.min(Math.max(tookMs, busyMs), mostBusyMs)
        }
      } catch (error) {
        failures += 1
        waitMs = Math.min(100 * 2 ** failures, 5000)
        log.warn(
          { reader, failures, error: (error as Error).message },
          'reader failed; trying again',
        )
      }
      running = undefined
      if (again) waitMs ??= busyMs
      if (!stopped && waitMs !== undefined) timer = setTimeout(look, waitMs)
    })()
  }
  const look = () => {
    timer = undefined
    run()
  }

  // At most one look per pause, however often it is woken.
  const news = () => {
    again = true
    if (!running) timer ??= setTimeout(look, busyMs)
  }
  const offWake = onWake((topic) => topic === trackedTopic, news)
  run()
  return {
    stop: async () => {
      stopped = true
      offWake()
      clearTimeout(timer)
      await running
    },
  }
}

import type { Kysely } from 'kysely'
import type { Database } from '../database/tables.generated.ts'
import type { Log } from '../log.ts'
import { onceHorizonMoves } from './horizon.ts'
import { type After, type LogEvent, lookAtLog, readPosition } from './read-log.ts'
import { onWake, trackedTopic } from './wake.ts'

const batch = 500
const failedMs = 1000

/**
 * Hands every event from now on to `take`, in order, once per process. `caughtUp` resolves each
 * look, so that a database that went away only delays.
 */
export const followLog = (
  db: Kysely<Database>,
  log: Log,
  take: (events: LogEvent[]) => Promise<void>,
) => {
  let place: (After & { epoch: number }) | undefined
  let stopped = false
  let looking: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  let stopWaiting = () => {}

  const lookOnce = async () => {
    place ??= await readPosition(db)
    for (;;) {
      const { events, heldAt } = await lookAtLog(db, place, { limit: batch })
      if (events.length > 0) {
        await take(events)
        const last = events.at(-1)!
        place = { ...place, tx: last.tx, number: last.number }
      }
      if (events.length < batch) return heldAt
    }
  }

  const look = () => {
    if (stopped) return
    again = true
    looking ??= (async () => {
      clearTimeout(timer)
      stopWaiting()
      try {
        while (again && !stopped) {
          again = false
          const heldAt = await lookOnce()
          if (heldAt !== undefined && !again && !stopped)
            stopWaiting = onceHorizonMoves(db, heldAt, look)
        }
      } catch (error) {
        log.warn(
          { code: (error as { code?: string }).code },
          'following the log failed; trying again',
        )
        if (!stopped) timer = setTimeout(look, failedMs)
      }
      looking = undefined
    })()
  }

  const offWake = onWake((topic) => topic !== trackedTopic, look)
  look()
  return {
    place: () => place,
    stop: async () => {
      stopped = true
      offWake()
      clearTimeout(timer)
      await looking
      stopWaiting()
    },
  }
}

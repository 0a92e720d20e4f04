import type { Kysely } from 'kysely'
import type { Database } from '../database/tables.generated.ts'
import type { Log } from '../log.ts'
import { type After, hasHeldBack, type LogEvent, readLog, readPosition } from './read-log.ts'
import { onWake, trackedTopic } from './wake.ts'

const batch = 500
/** Held-back events come when the open transaction ends, which tells nobody. */
const heldMs = 20
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

  const lookOnce = async () => {
    place ??= await readPosition(db)
    for (;;) {
      const events = await readLog(db, place, { limit: batch })
      if (events.length === 0) break
      await take(events)
      const last = events.at(-1)!
      place = { ...place, tx: last.tx, number: last.number }
      if (events.length < batch) break
    }
    return hasHeldBack(db)
  }

  const look = () => {
    if (stopped) return
    again = true
    looking ??= (async () => {
      let waitMs: number | undefined
      try {
        while (again && !stopped) {
          again = false
          waitMs = (await lookOnce()) ? heldMs : undefined
        }
      } catch (error) {
        waitMs = failedMs
        log.warn(
          { code: (error as { code?: string }).code },
          'following the log failed; trying again',
        )
      }
      looking = undefined
      clearTimeout(timer)
      if (!stopped && waitMs !== undefined) timer = setTimeout(look, waitMs)
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
    },
  }
}

import { sql } from 'kysely'
import type { Loop } from '../../../foundation/server/module.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { scanDue } from './scan-files.ts'

const lookMs = 1000
const downMs = 2000

/** Scans what waits, now and whenever the scanner is back. */
export const scanWaiting: Loop = {
  name: 'scan-files',
  start: (services) => {
    const stopping = new AbortController()
    let timer: NodeJS.Timeout | undefined
    let working: Promise<unknown> = Promise.resolve()
    const failed = (error: { code?: string }) => {
      services.log.warn({ code: error?.code }, 'files could not be scanned; trying again')
      return { looked: 0, down: true }
    }
    const tick = () => {
      working = scanDue(services, stopping.signal)
        .catch(failed)
        .then(({ looked, down }) => {
          const pauseMs = down ? downMs : looked > 0 ? 0 : lookMs
          if (!stopping.signal.aborted) timer = setTimeout(tick, pauseMs)
        })
    }
    if (services.config.clamd) tick()
    else working = waitNoMore(services).catch(failed)
    return {
      stop: async () => {
        stopping.abort()
        clearTimeout(timer)
        await working
      },
    }
  },
}

/** The operator scans no more: what waited is as if it had come without a scanner. What was found stays found. */
const waitNoMore = (services: Services) =>
  sql`delete from file_scan where state in ('waiting', 'unscannable')`.execute(services.db)

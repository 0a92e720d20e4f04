import { sql } from 'kysely'
import type { Services } from '../services.ts'

const lookMs = 2000

/**
 * Wakes as many workers as jobs have become due. A job told of when it is added wakes one by itself; this finds those
 * that were put off, are tried again, or whose news was lost. One question for all workers, so that a queue with
 * nothing to do costs next to nothing.
 */
export const wakeDue = ({ db, log }: Services, most: number, wake: (count: number) => void) => {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from (select 1 from graphile_worker._private_jobs
        where is_available and run_at <= now() limit ${most}) as due`.execute(db)
    const { count } = rows[0]!
    if (count > 0 && !stopped) wake(count)
  }
  const tick = () =>
    look()
      .catch(({ code }) => log.warn({ code }, 'looking for due jobs failed; trying again'))
      .finally(() => {
        if (!stopped) timer = setTimeout(tick, lookMs)
      })
  tick()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

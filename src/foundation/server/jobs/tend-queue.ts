import { sql } from 'kysely'
import { isGone } from '../alive.ts'
import type { Services } from '../services.ts'

const lookMs = 2000

/** Gives the jobs of these workers back to the queue, to be begun once more however often they were. */
export const unlockWorkers = async ({ db }: Services, workers: readonly string[]) => {
  if (workers.length === 0) return
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      select id from graphile_worker.jobs where locked_by = any(${[...workers]}::text[])`.execute(
      trx,
    )
    await sql`select graphile_worker.force_unlock_workers(${[...workers]}::text[])`.execute(trx)
    // To be interrupted is not to fail: an attempt that nobody ended does not use up the last one.
    for (const { id } of rows)
      await sql`select graphile_worker.reschedule_jobs(array[j.id], max_attempts := j.attempts + 1)
        from graphile_worker.jobs j where j.id = ${id} and j.attempts >= j.max_attempts`.execute(
        trx,
      )
  })
}

/**
 * Wakes as many workers as jobs have become due, and takes over what workers had in hand whose process died.
 *
 * A job told of when it is added wakes a worker by itself; this finds those that were put off, are tried again, or whose
 * news was lost. The queue itself would take over after four hours; here a process is gone at two looks, because one that
 * renews its connection looks so for a moment. One question for all workers and both matters, so that a queue with nothing
 * to do costs next to nothing.
 */
export const tendQueue = (
  services: Services,
  { mine, most, wake }: { mine: string; most: number; wake: (count: number) => void },
) => {
  let suspects = new Set<string>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    const { rows } = await sql<{ due: number; gone: string[] }>`
      select (select count(*)::int from (select 1 from graphile_worker._private_jobs
          where is_available and run_at <= now() limit ${most}) as j) as due,
        array(select name from (select distinct locked_by as name from graphile_worker.jobs
          where locked_by is not null and locked_by <> ${mine}) as w where ${isGone('name')}) as gone`.execute(
      services.db,
    )
    const { due, gone } = rows[0]!
    if (due > 0 && !stopped) wake(due)
    await unlockWorkers(
      services,
      gone.filter((name) => suspects.has(name)),
    )
    suspects = new Set(gone)
  }
  const tick = () =>
    look()
      .catch(({ code }) => services.log.warn({ code }, 'looking after the job queue failed'))
      .finally(() => {
        if (!stopped) timer = setTimeout(tick, lookMs)
      })
  tick()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

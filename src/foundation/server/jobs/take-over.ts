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
 * Takes over what workers had in hand whose process died, which the queue itself would do after four hours. Gone at two
 * looks, because a process that renews its connection looks so for a moment.
 */
export const takeOver = (services: Services, mine: string) => {
  let suspects = new Set<string>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    const { rows } = await sql<{ name: string }>`
      select name from (select distinct locked_by as name from graphile_worker.jobs
        where locked_by is not null and locked_by <> ${mine}) as w
      where ${isGone('name')}`.execute(services.db)
    const gone = rows.map(({ name }) => name)
    await unlockWorkers(
      services,
      gone.filter((name) => suspects.has(name)),
    )
    suspects = new Set(gone)
  }
  const tick = () =>
    look()
      .catch(({ code }) => services.log.warn({ code }, 'looking for abandoned jobs failed'))
      .finally(() => {
        if (!stopped) timer = setTimeout(tick, lookMs)
      })
  tick()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

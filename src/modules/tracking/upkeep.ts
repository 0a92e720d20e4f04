import { sql } from 'kysely'
import type { Services } from '../../foundation/server/services.ts'
import { oldestRemembered } from './weeks.ts'

const everyMs = 10_000
const forgetEveryMs = 3_600_000

/** Adds tallies to their sources. Moving them is one statement, so nothing is counted twice or lost on a crash. */
export const foldTallies = async ({ db }: Pick<Services, 'db'>) => {
  await sql`
    with gone as (
      delete from source_tally where (workspace_id, source_id, number) in (
        select workspace_id, source_id, number from source_tally limit 20000 for update skip locked)
      returning workspace_id, source_id, accepted, duplicate, rejected
    )
    update source s set accepted_count = accepted_count + accepted, duplicate_count = duplicate_count + duplicate,
      rejected_count = rejected_count + rejected
    from (select workspace_id, source_id, sum(accepted) as accepted, sum(duplicate) as duplicate, sum(rejected) as rejected
      from gone group by 1, 2) as t
    where s.workspace_id = t.workspace_id and s.id = t.source_id`.execute(db)
}

/** Forgets message ids older than the dedup window. How long the rest is kept is its workspace's to say. */
export const forgetOld = async ({ db }: Pick<Services, 'db'>, now = Date.now()) => {
  await db.transaction().execute(async (trx) => {
    // Dropping a part waits for writes and lets none begin meanwhile: rather later than long.
    await sql`set local lock_timeout = '2s'`.execute(trx)
    await sql`select drop_weeks_before('tracked_message', ${oldestRemembered(now)}::date)`.execute(
      trx,
    )
  })
}

export const keepUp = (services: Services) => {
  let stopped = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let forgotAt = 0

  const run = () => {
    running = (async () => {
      try {
        await foldTallies(services)
        if (Date.now() - forgotAt >= forgetEveryMs) {
          await forgetOld(services)
          forgotAt = Date.now()
        }
      } catch (error) {
        services.log.warn(
          { error: (error as Error).message },
          'upkeep of tracking failed; trying again',
        )
      }
      if (!stopped) timer = setTimeout(run, everyMs)
    })()
  }
  run()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

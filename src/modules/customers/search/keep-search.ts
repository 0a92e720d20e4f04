import { sql } from 'kysely'
import { systemContext } from '../../../foundation/server/context.ts'
import { onWake } from '../../../foundation/server/events/wake.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { writeSearchTexts } from './write-search-texts.ts'

const batch = 500
/** Changes of one act come together. */
const settleMs = 100
/** Between batches at least; otherwise three times as long as the batch took, so that many changes at once leave room. */
const restMs = 30
const restTimes = 3
/** One change notes a customer several times, at most so many rows apart. */
const apart = 2000
const retryMs = 5000
/** Whoever brings many in leaves their pieces in a heap, which every search walks through. */
const tidyMs = 300

type Due = { workspaceId: string; id: string }

/** Those who changed. Several processes may do it; each row is one process's. */
export const followDue = (services: Services) =>
  services.db.transaction().execute(async (db) => {
    const { rows } = await sql<Due>`
      with next as materialized (
        select workspace_id, number, customer_id from customer_search_due order by workspace_id, number
        limit ${batch} for update skip locked
      ), again as materialized (
        select d.workspace_id, d.number from customer_search_due d
        where (d.workspace_id, d.customer_id) in (select workspace_id, customer_id from next)
          and d.number between (select min(number) from next) and (select max(number) + ${apart} from next)
        for update skip locked
      )
      delete from customer_search_due where (workspace_id, number) in (select workspace_id, number from again)
      returning workspace_id as "workspaceId", customer_id as id`.execute(db)
    for (const [workspaceId, due] of Map.groupBy(rows, (row) => row.workspaceId)) {
      const ctx = systemContext(services, workspaceId, 'customer-search', db)
      const left = await writeSearchTexts(ctx, [...new Set(due.map(({ id }) => id))])
      await sql`insert into customer_search_due (workspace_id, customer_id)
        select ${workspaceId}, unnest(${left}::uuid[])`.execute(db)
    }
    return rows.length
  })

/** Those who have no search text yet, in the order of their ids from `after` on; undefined when that was all. */
export const fillMissing = (services: Services, after: Due | undefined) =>
  services.db.transaction().execute(async (db) => {
    const { rows } = await sql<Due>`
      select workspace_id as "workspaceId", id from customer where search_text is null and merged_into is null
        and ${after ? sql`(workspace_id, id) > (${after.workspaceId}::uuid, ${after.id}::uuid)` : sql`true`}
      order by workspace_id, id limit ${batch}`.execute(db)
    for (const [workspaceId, missing] of Map.groupBy(rows, (row) => row.workspaceId))
      await writeSearchTexts(
        systemContext(services, workspaceId, 'customer-search', db),
        missing.map(({ id }) => id),
      )
    return rows.at(-1)
  })

/** Puts the pieces of those who came since into their place in the index. */
const tidy = (services: Services) =>
  sql`select gin_clean_pending_list('customer_search_grams')`.execute(services.db)

/** Keeps what customers are found by: shortly after each change, and once for everybody from before. */
export const keepSearch = (services: Services) => {
  let stopped = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let last: Due | undefined
  let again = false
  let isNews = true
  let tidiedAt = 0

  const run = () => {
    timer = undefined
    if (stopped) return
    running = (async () => {
      again = false
      let waitMs: number | undefined
      const began = performance.now()
      try {
        if (isNews && began - tidiedAt > tidyMs) {
          isNews = false
          await tidy(services)
          tidiedAt = performance.now()
        }
        const followed = await followDue(services)
        const isBehind = followed >= batch
        // Who is new is due, too: once is enough.
        if (!isBehind) last = await fillMissing(services, last)
        if (last || isBehind) waitMs = Math.max(restMs, (performance.now() - began) * restTimes)
      } catch (error) {
        services.log.warn(
          { error: (error as Error).message },
          'keeping customers findable failed; trying again',
        )
        waitMs = retryMs
      }
      running = undefined
      if (again) waitMs ??= settleMs
      if (!stopped && waitMs !== undefined) timer = setTimeout(run, waitMs)
    })()
  }
  const news = () => {
    again = true
    isNews = true
    if (!running) timer ??= setTimeout(run, settleMs)
  }
  const offWake = onWake((topic) => /^(customer|identifier|order)\./.test(topic), news)
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

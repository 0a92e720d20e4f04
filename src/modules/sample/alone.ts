import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'

const pauseMs = 100

/**
 * Filling and removing take turns, whatever process they run in; they are many short transactions, so no lock of one
 * of those would do. Whoever waits asks again and again: waiting in the database would hold a connection that the one
 * who works needs. Errors: `sample.busy` after `patienceMs`.
 */
export const alone = async <T>(
  ctx: Context,
  patienceMs: number,
  work: () => Promise<T>,
): Promise<T> => {
  const key = sql`hashtextextended(${`${ctx.workspaceId} sample`}, 0)`
  const until = Date.now() + patienceMs
  for (;;) {
    const done = await ctx.services.db.connection().execute(async (db) => {
      const { rows } = await sql<{
        mine: boolean
      }>`select pg_try_advisory_lock(${key}) as mine`.execute(db)
      if (!rows[0]!.mine) return undefined
      try {
        return { result: await work() }
      } finally {
        await sql`select pg_advisory_unlock(${key})`.execute(db)
      }
    })
    if (done) return done.result
    if (Date.now() > until) throw new AppError('conflict', 'sample.busy', { retryAfter: 5 })
    await setTimeout(pauseMs)
  }
}

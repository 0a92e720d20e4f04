import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/**
 * Adding and removing take turns, whatever process they run in; they are many short transactions, so no lock of one
 * of those would do.
 */
export const alone = <T>(ctx: Context, work: () => Promise<T>): Promise<T> => {
  const key = sql`hashtextextended(${`${ctx.workspaceId} sample`}, 0)`
  return ctx.services.db.connection().execute(async (db) => {
    await sql`select pg_advisory_lock(${key})`.execute(db)
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(db)
    }
  })
}

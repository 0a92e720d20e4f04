import { sql } from 'kysely'
import { onWake } from '../events/wake.ts'
import type { Services } from '../services.ts'

/** Fewer rows are read quickly by any plan. */
const fewest = 100

/**
 * Has PostgreSQL count afresh what has doubled. Its own housekeeping looks once a minute, and until then it takes a
 * workspace for a handful of rows: a young database would walk the whole of it for each message that comes. Asks only
 * when something was recorded.
 */
export const keepStatistics = ({ db, log }: Pick<Services, 'db' | 'log'>, everyMs = 5000) => {
  let timer: NodeJS.Timeout | undefined
  let counting: Promise<void> | undefined
  const count = async () => {
    try {
      await countDoubled()
    } catch (error) {
      log.warn({ code: (error as { code?: string }).code }, 'counting rows failed; trying again')
    }
    timer = undefined
  }
  const countDoubled = async () => {
    const { rows } = await sql<{ schema: string; name: string }>`
      select schemaname as schema, relname as name from pg_stat_user_tables
      where n_mod_since_analyze > greatest(${fewest}, n_live_tup / 2) limit 100`.execute(db)
    for (const { schema, name } of rows)
      await sql`analyze (skip_locked) ${sql.table(`${schema}.${name}`)}`.execute(db)
  }
  const off = onWake(
    () => true,
    () => {
      timer ??= setTimeout(() => {
        counting = count()
      }, everyMs)
    },
  )
  return async () => {
    off()
    clearTimeout(timer)
    await counting
  }
}

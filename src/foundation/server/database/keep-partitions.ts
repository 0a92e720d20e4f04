import { sql } from 'kysely'
import type { Services } from '../services.ts'

const everyMs = 6 * 3_600_000
const keptDays = 30

/** Makes partitions ahead of time, and drops dedup days and request keys that nothing asks for any more. */
export const keepPartitions = ({ db, log }: Services) => {
  const keep = () =>
    (async () => {
      await sql`select ensure_partitions(current_date)`.execute(db)
      await dropOldDays()
      await sql`delete from idempotency_key where created_at < now() - interval '7 days'`.execute(
        db,
      )
    })().catch((error) =>
      log.warn({ code: error?.code }, 'keeping partitions failed; trying again later'),
    )

  const dropOldDays = async () => {
    const { rows } = await sql<{ name: string }>`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'tracked_message'::regclass and c.relname ~ '_\\d{8}$'
        and to_date(right(c.relname, 8), 'YYYYMMDD') < current_date - ${keptDays}::int`.execute(db)
    for (const { name } of rows) await sql`drop table if exists ${sql.table(name)}`.execute(db)
  }

  keep()
  const timer = setInterval(keep, everyMs)
  return () => clearInterval(timer)
}

import { sql } from 'kysely'
import type { Services } from '../services.ts'

const everyMs = 6 * 3_600_000

/** Makes partitions ahead of time, and forgets request keys that nobody repeats any more. */
export const keepPartitions = ({ db, log }: Services) => {
  const keep = async () => {
    try {
      await db.transaction().execute(async (trx) => {
        // A new part waits for long reads, a backup's, and lets no write begin meanwhile: rather later than long.
        await sql`set local lock_timeout = '2s'`.execute(trx)
        await sql`select ensure_partitions(current_date), ensure_audit_parts(current_date)`.execute(
          trx,
        )
      })
      await sql`delete from idempotency_key where created_at < now() - interval '7 days'`.execute(
        db,
      )
    } catch (error) {
      const { code } = error as { code?: string }
      log.warn({ code }, 'keeping partitions failed; trying again later')
    }
  }
  keep()
  const timer = setInterval(keep, everyMs)
  return () => clearInterval(timer)
}

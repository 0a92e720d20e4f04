import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import type { Services } from '../../../foundation/server/services.ts'
import type { Place, TrackedRow } from './read-tracked.ts'

export const reader = 'tracked-visits'

/** Whether committed events wait behind a transaction that is still open. */
export const hasHeldBack = async (db: Kysely<Database>) => {
  const { rows } = await sql<{ held: boolean }>`
    select exists (select 1 from tracked_event where tx >= pg_snapshot_xmin(pg_current_snapshot())) as held`.execute(
    db,
  )
  return rows[0]!.held
}

export const readPlace = async (db: Kysely<Database>): Promise<Place> => {
  const { rows } =
    await sql<Place>`select tx::text, number::text from reader where name = ${reader}`.execute(db)
  if (rows[0]) return rows[0]
  await db
    .insertInto('reader')
    .values({ name: reader })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return { tx: '0', number: '0' }
}

/** False when another process has the turn, or has had it since `place` was read. */
export const takeTurn = async (trx: Kysely<Database>, place: Place) => {
  const { rows } = await sql`
    select 1 from reader where name = ${reader} and tx = ${place.tx}::xid8 and number = ${place.number}::bigint
    for update skip locked`.execute(trx)
  return rows.length > 0
}

export const moveTo = (db: Kysely<Database>, { tx, number }: Place) =>
  sql`update reader set tx = ${tx}::xid8, number = ${number}::bigint, moved_at = now()
    where name = ${reader}`.execute(db)

/** Keeps what could not be taken and goes past it. */
export const setAside = async (services: Services, row: TrackedRow, error: unknown) => {
  services.log.error({ reader, number: row.number }, 'reader set an event aside')
  await services.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('reader_failure')
      .values({
        reader,
        number: Number(row.number),
        at: row.at,
        workspace_id: row.workspaceId,
        error: (error as Error).message.slice(0, 500),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await moveTo(trx, row)
  })
}

import { type Kysely, sql } from 'kysely'
import { systemContext } from '../../../foundation/server/context.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import { recordAll, takeRecorded } from '../../../foundation/server/events/record.ts'
import { onWake, wakeReaders } from '../../../foundation/server/events/wake.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { visitStarted } from '../events.ts'
import { createIdentities, findDeviceOwners, type Identities } from './identities.ts'
import { recordOrder } from './orders.ts'
import { type Place, readTracked, type TrackedRow } from './read-tracked.ts'
import { keepVisits, type Visit } from './visits.ts'

const name = 'tracked-visits'
const batch = 2000
const idleMs = 1000
/** Between looks while events stream in: larger batches cost less for each event. */
const busyMs = 100
const tries = 3

/** Follows tracked events: tells customers who is who, keeps visits, records orders. Several processes may run it. */
export const followTracked = (services: Services) => {
  const { db, log } = services
  const identities = createIdentities(services)
  let stopped = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let failures = 0

  const run = () => {
    if (stopped) return
    running ??= (async () => {
      let waitMs = idleMs
      try {
        for (let more = true; more && !stopped; ) {
          const taken = await followBatch(services, identities, failures >= tries)
          failures = 0
          more = taken === batch
          if (taken > 0 || (await hasHeldBack(db))) waitMs = busyMs
        }
      } catch (error) {
        failures += 1
        waitMs = Math.min(100 * 2 ** failures, 5000)
        log.warn(
          { reader: name, failures, error: (error as Error).message },
          'reader failed; trying again',
        )
      }
      running = undefined
      if (!stopped) timer = setTimeout(look, waitMs)
    })()
  }
  const look = () => {
    timer = undefined
    run()
  }

  // While a pause lasts, a wake-up changes nothing: at most one look per pause.
  const offWake = onWake(() => {
    if (!timer || running) return
    clearTimeout(timer)
    timer = setTimeout(look, busyMs)
  })
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

const hasHeldBack = async (db: Kysely<Database>) => {
  const { rows } = await sql<{ held: boolean }>`
    select exists (select 1 from tracked_event where tx >= pg_snapshot_xmin(pg_current_snapshot())) as held`.execute(
    db,
  )
  return rows[0]!.held
}

/**
 * Takes one batch; the number of events in it. Customers are told first, in transactions of their own that may be
 * repeated; visits, orders and the new position then commit together, so each event counts exactly once.
 */
const followBatch = async (
  services: Services,
  identities: Identities,
  setAside: boolean,
): Promise<number> => {
  const { db } = services
  const place = await readPlace(db)
  const rows = await readTracked(db, place, batch)
  if (rows.length === 0) return 0
  await identities.tell(rows, setAside ? (row, error) => park(services, row, error) : undefined)
  const recorded = await db.transaction().execute(async (trx) => {
    if (!(await takeTurn(trx, place))) return false
    const begun = await keepVisits(trx, rows)
    const orders = rows.filter((row) => row.order !== null)
    const ownerOf = await findOwners(trx, identities, [
      ...begun.map((visit) => visit.begunBy!),
      ...orders,
    ])
    await recordVisits(services, trx, begun, ownerOf)
    for (const row of orders) {
      await recordOrder(
        systemContext(services, row.workspaceId, 'tracking', trx),
        row,
        ownerOf(row),
      )
    }
    const last = rows.at(-1)!
    await sql`update reader set tx = ${last.tx}::xid8, number = ${last.number}::bigint, moved_at = now()
      where name = ${name}`.execute(trx)
    return takeRecorded(trx)
  })
  if (recorded) wakeReaders()
  return rows.length
}

const readPlace = async (db: Kysely<Database>): Promise<Place> => {
  const { rows } =
    await sql<Place>`select tx::text, number::text from reader where name = ${name}`.execute(db)
  if (rows[0]) return rows[0]
  await db
    .insertInto('reader')
    .values({ name })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return { tx: '0', number: '0' }
}

/** False when another process has the turn, or has had it since `place` was read. */
const takeTurn = async (trx: Kysely<Database>, place: Place) => {
  const { rows } = await sql`
    select 1 from reader where name = ${name} and tx = ${place.tx}::xid8 and number = ${place.number}::bigint
    for update skip locked`.execute(trx)
  return rows.length > 0
}

const findOwners = async (trx: Kysely<Database>, identities: Identities, rows: TrackedRow[]) => {
  const ownerOfDevice = rows.length > 0 ? await findDeviceOwners(trx, rows) : () => undefined
  return (row: TrackedRow) => identities.customerOf(row) ?? ownerOfDevice(row)
}

const dayMs = 86_400_000

/** Only visits of now are news; those of an import of last year are kept and told to nobody. */
const recordVisits = async (
  services: Services,
  trx: Kysely<Database>,
  begun: Visit[],
  ownerOf: (row: TrackedRow) => string | undefined,
) => {
  const news = begun.filter(
    (visit) => visit.begunBy!.receivedAt.getTime() - visit.startedAt < dayMs,
  )
  for (const [workspaceId, visits] of Map.groupBy(news, (visit) => visit.workspaceId)) {
    const entries = visits.map((visit) => {
      const customerId = ownerOf(visit.begunBy!)
      return {
        subjects: customerId ? { customerId } : {},
        facts: { visitId: visit.id, sourceId: visit.sourceId },
      }
    })
    await recordAll(systemContext(services, workspaceId, 'tracking', trx), visitStarted, entries)
  }
}

const park = async (services: Services, row: TrackedRow, error: unknown) => {
  services.log.error({ reader: name, number: row.number }, 'reader set an event aside')
  await services.db
    .insertInto('reader_failure')
    .values({
      reader: name,
      number: Number(row.number),
      at: row.at,
      workspace_id: row.workspaceId,
      error: (error as Error).message.slice(0, 500),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

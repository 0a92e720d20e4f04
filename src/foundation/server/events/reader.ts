import { type Kysely, sql } from 'kysely'
import { type Context, systemContext } from '../context.ts'
import { isOutage } from '../database/is-outage.ts'
import { often } from '../database/prepare-often.ts'
import type { Database } from '../database/tables.generated.ts'
import type { Services } from '../services.ts'
import { onceHorizonMoves } from './horizon.ts'
import { type LogEvent, readLog } from './read-log.ts'
import { beginRecording, writeRecorded } from './record.ts'
import { onWake, wakeReaders } from './wake.ts'

/**
 * A reaction to others' events. Its effects and its new position commit together, so each event
 * counts exactly once in the database; several processes may run it, one at a time gets the turn.
 */
export type Reader = {
  name: string
  kinds: readonly string[]
  /** Asked once for many events of a workspace: which of them there may be anything to do for. Without it, all. */
  sift?: (ctx: Context, events: readonly LogEvent[]) => Promise<readonly LogEvent[]>
  react: (ctx: Context, event: LogEvent) => Promise<void>
}

const batch = 200
const tries = 3

/** Runs until stopped. An event that fails three times is set aside in `reader_failure` and the reader goes on. */
export const runReader = (services: Services, reader: Reader) => {
  const { db, log } = services
  let stopped = false
  let running: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let stopWaiting = () => {}

  const run = () => {
    if (stopped) return
    again = true
    running ??= (async () => {
      clearTimeout(timer)
      stopWaiting()
      try {
        while (again && !stopped) {
          again = false
          const heldAt = await takeTurns()
          if (heldAt !== undefined && !again && !stopped)
            stopWaiting = onceHorizonMoves(db, heldAt, run)
        }
      } catch (error) {
        failures += 1
        log.warn(
          { reader: reader.name, failures, error: (error as Error).message },
          'reader failed; trying again',
        )
        if (!stopped) timer = setTimeout(run, Math.min(100 * 2 ** failures, 5000))
      }
      running = undefined
    })()
  }

  /** Until there is no more; where the horizon stood if something waits behind it. */
  const takeTurns = async () => {
    for (;;) {
      const { more, heldAt } = await takeTurn(services, reader, failures >= tries)
      failures = 0
      if (!more || stopped) return heldAt
    }
  }

  const offWake = onWake((topic) => reader.kinds.includes(topic), run)
  run()
  return async () => {
    stopped = true
    offWake()
    clearTimeout(timer)
    await running
    stopWaiting()
  }
}

/** Whether there may be more. Looking alone must not write: to everybody else that would look like news. */
const takeTurn = async (services: Services, reader: Reader, setAside: boolean) => {
  const seen = await look(services.db, reader)
  if (!seen || seen.news) {
    const more = await readBatch(services, reader, setAside ? 1 : batch, setAside)
    // Before its first turn a reader has no row to look from.
    return { more: more || !seen, heldAt: seen?.heldAt }
  }
  if (seen.far) await skipForeign(services.db, reader)
  return { more: false, heldAt: seen.heldAt }
}

const horizon = sql`pg_snapshot_xmin(pg_current_snapshot())`
const unread = sql`select true from event e where (e.tx, e.number) > (r.tx, r.number) and e.tx < ${horizon}`
const ofKinds = ({ kinds }: Reader) => sql`e.kind = any(${[...kinds]}::text[])`

/**
 * Whether there is something for the reader, whether a long stretch of others' events, and where the horizon stands if
 * something for it waits there; undefined before its first turn.
 */
const look = async (db: Kysely<Database>, reader: Reader) => {
  // In order, so that nothing is walked but what is beyond the place or the horizon, whatever the planner expects there.
  const { rows } = await sql<{
    news: boolean
    far: boolean
    held: boolean
    horizon: string
  }>`${often}
    select coalesce((${unread} and ${ofKinds(reader)} order by e.tx, e.number limit 1), false) as news,
      exists (${unread} order by e.tx, e.number offset 1000 limit 1) as far,
      coalesce((select true from event e where e.tx >= ${horizon} and ${ofKinds(reader)}
        order by e.tx, e.number limit 1), false) as held,
      ${horizon}::text as horizon
    from reader r where r.name = ${reader.name}`.execute(db)
  const [row] = rows
  return row && { ...row, heldAt: row.held ? BigInt(row.horizon) : undefined }
}

/** Moves past others' events, which would otherwise be walked at every look. One statement: one horizon for all of it. */
const skipForeign = (db: Kysely<Database>, reader: Reader) =>
  sql`update reader r set tx = ${horizon}, number = 0, moved_at = now()
    where r.name = ${reader.name} and r.tx < ${horizon} and not exists (${unread} and ${ofKinds(reader)})`.execute(
    db,
  )

/** One batch in one transaction. `setAside` takes one event and parks it if it still fails. */
const readBatch = async (services: Services, reader: Reader, limit: number, setAside: boolean) => {
  let recorded: readonly string[] = []
  const more = await services.db.transaction().execute(async (trx) => {
    beginRecording(trx)
    await trx
      .insertInto('reader')
      .values({ name: reader.name })
      .onConflict((c) => c.doNothing())
      .execute()
    const place = await sql<{ tx: string; number: string }>`
      select tx::text, number::text from reader where name = ${reader.name} for update skip locked`.execute(
      trx,
    )
    if (!place.rows[0]) return false
    const after = { tx: BigInt(place.rows[0].tx), number: BigInt(place.rows[0].number) }
    const events = await readLog(trx, after, { limit, kinds: reader.kinds })
    for (const event of setAside ? events : await siftAll(services, trx, reader, events)) {
      if (setAside) await reactOrPark(services, trx, reader, event)
      else await reader.react(systemContext(services, event.workspaceId, reader.name, trx), event)
    }
    const last = events.at(-1)
    if (!last) return false
    await sql`update reader set tx = ${String(last.tx)}::xid8, number = ${String(last.number)}::bigint,
      moved_at = now() where name = ${reader.name}`.execute(trx)
    recorded = await writeRecorded(trx)
    return events.length === limit
  })
  wakeReaders(recorded)
  return more
}

const siftAll = async (
  services: Services,
  trx: Kysely<Database>,
  { name, sift }: Reader,
  events: readonly LogEvent[],
) => {
  if (!sift) return events
  const due = new Set<LogEvent>()
  for (const [workspaceId, some] of Map.groupBy(events, (event) => event.workspaceId)) {
    for (const one of await sift(systemContext(services, workspaceId, name, trx), some))
      due.add(one)
  }
  return events.filter((event) => due.has(event))
}

const reactOrPark = async (
  services: Services,
  trx: Kysely<Database>,
  reader: Reader,
  event: LogEvent,
) => {
  await sql`savepoint attempt`.execute(trx)
  try {
    await reader.react(systemContext(services, event.workspaceId, reader.name, trx), event)
    await writeRecorded(trx)
    await sql`release savepoint attempt`.execute(trx)
  } catch (error) {
    // An event is not at fault when the database was away.
    if (isOutage(error)) throw error
    await sql`rollback to savepoint attempt`.execute(trx)
    // What waits tells of something that was undone.
    beginRecording(trx)
    services.log.error(
      { reader: reader.name, number: String(event.number) },
      'reader set an event aside',
    )
    await trx
      .insertInto('reader_failure')
      .values({
        reader: reader.name,
        number: Number(event.number),
        at: event.at,
        workspace_id: event.workspaceId,
        error: (error as Error).message.slice(0, 500),
      })
      .onConflict((c) => c.doNothing())
      .execute()
  }
}

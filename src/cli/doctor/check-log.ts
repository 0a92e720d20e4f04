import { sql } from 'kysely'
import { modules } from '../../parts.ts'
import type { DatabaseCheck, Finding } from './check.ts'

const slowSeconds = 60
const heldSeconds = 10

/** How old the oldest event is that a reader has not seen yet, among those that concern it. */
export const checkReaders: DatabaseCheck = async (db) => {
  const findings: Finding[] = []
  for (const { name, kinds } of modules.flatMap((module) => module.readers ?? [])) {
    const { rows } = await sql<{ seconds: number }>`
      select coalesce((
        select extract(epoch from now() - e.at)::int from event e, reader r
        where r.name = ${name} and (e.tx, e.number) > (r.tx, r.number)
          and e.tx < pg_snapshot_xmin(pg_current_snapshot()) and e.kind = any(${[...kinds]}::text[])
        order by e.tx, e.number limit 1), 0) as seconds`.execute(db)
    findings.push(findLag(name, rows[0]!.seconds))
  }
  const { rows } = await sql<{ seconds: number }>`
    select coalesce((
      select extract(epoch from now() - e.received_at)::int from tracked_event e, reader r
      where r.name = 'tracked-visits' and (e.tx, e.number) > (r.tx, r.number)
        and e.tx < pg_snapshot_xmin(pg_current_snapshot())
      order by e.tx, e.number limit 1), 0) as seconds`.execute(db)
  return [...findings, findLag('tracked-visits', rows[0]!.seconds)]
}

const findLag = (reader: string, seconds: number): Finding => ({
  check: 'reader',
  state: seconds > slowSeconds ? 'wrong' : 'ok',
  facts: { reader, seconds: Math.max(seconds, 0) },
})

export const checkSetAside: DatabaseCheck = async (db) => {
  const { rows } = await sql<{ reader: string; count: number }>`
    select reader, count(*)::int as count from reader_failure group by reader order by reader`.execute(
    db,
  )
  return rows.map((facts) => ({ check: 'set-aside', state: 'wrong', facts }))
}

type Holder = {
  pid: number
  application: string
  database: string
  seconds: number
}

/**
 * The oldest transaction that writes, in any database of the server: readers of the log see nothing younger. What
 * belongs to other users is only named to a member of pg_read_all_stats.
 */
export const checkHorizon: DatabaseCheck = async (db) => {
  const { rows } = await sql<Holder>`
    select pid, application_name as application, coalesce(datname, '') as database,
      extract(epoch from now() - xact_start)::int as seconds
    from pg_stat_activity
    where backend_xid is not null and pid <> pg_backend_pid()
    order by age(backend_xid) desc limit 1`.execute(db)
  const prepared = await sql<Holder>`
    select 0 as pid, gid as application, database, extract(epoch from now() - prepared)::int as seconds
    from pg_prepared_xacts order by age(transaction) desc limit 1`.execute(db)
  const oldest = [...rows, ...prepared.rows].sort((a, b) => b.seconds - a.seconds)[0]
  if (!oldest || oldest.seconds < heldSeconds) return [{ check: 'horizon', state: 'ok', facts: {} }]
  return [{ check: 'horizon', state: 'wrong', facts: oldest }]
}

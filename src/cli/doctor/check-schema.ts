import { sql } from 'kysely'
import type { DatabaseCheck } from './check.ts'

const oldestServer = 150_000

export const checkServer: DatabaseCheck = async (db) => {
  const { rows } = await sql<{ number: number; version: string }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version`.execute(
    db,
  )
  const { number, version } = rows[0]!
  return [{ check: 'database', state: number >= oldestServer ? 'ok' : 'wrong', facts: { version } }]
}

/** Without a part for its time a row goes to the default part, which then stands in the way of that part. */
export const checkPartitions: DatabaseCheck = async (db) => {
  const { rows } = await sql<{ name: string }>`
    select name from (
      select t || to_char(now() at time zone 'UTC' + m * interval '1 month', '_YYYYMM') as name
      from unnest(array['event', 'tracked_event']) t, unnest(array[0, 1]) m
      union all
      select 'tracked_message' || to_char(date_trunc('week', now() at time zone 'UTC' + w * interval '7 days'), '_YYYYMMDD')
      from unnest(array[0, 1]) w) wanted
    where to_regclass(name) is null order by name`.execute(db)
  if (rows.length === 0) return [{ check: 'partitions', state: 'ok', facts: {} }]
  const names = rows.map((row) => row.name).join(', ')
  return [{ check: 'partitions', state: 'wrong', facts: { names } }]
}

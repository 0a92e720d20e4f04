import { sql } from 'kysely'
import type { DatabaseCheck } from './check.ts'

/** Jobs that were tried as often as they may be. */
export const checkJobs: DatabaseCheck = async (db) => {
  const { rows } = await sql<{ job: string; count: number; reason: string }>`
    select task_identifier as job, count(*)::int as count,
      left(coalesce((array_agg(last_error order by updated_at desc))[1], ''), 200) as reason
    from graphile_worker.jobs where attempts >= max_attempts group by 1 order by 1`.execute(db)
  if (rows.length === 0) return [{ check: 'jobs', state: 'ok', facts: {} }]
  return rows.map((facts) => ({ check: 'jobs', state: 'wrong', facts }))
}

/** Input that nobody could read waits for a person; that is what quarantine is for. */
export const checkQuarantine: DatabaseCheck = async (db) => {
  const { rows } = await sql<{ connection: string; count: number }>`
    select c.name as connection, count(*)::int as count
    from receipt r join connection c on c.workspace_id = r.workspace_id and c.id = r.connection_id
    where r.state = 'quarantined' group by c.id, c.name order by c.name limit 100`.execute(db)
  if (rows.length === 0) return [{ check: 'quarantine', state: 'ok', facts: {} }]
  return rows.map((facts) => ({ check: 'quarantine', state: 'notice', facts }))
}

export const checkConnections: DatabaseCheck = async (db) => {
  const { rows } = await sql<{ connection: string; code: string; detail: string }>`
    select name as connection, coalesce(problem_code, '') as code, coalesce(problem_detail, '') as detail
    from connection where state = 'failing' and removed_at is null order by name limit 100`.execute(
    db,
  )
  if (rows.length === 0) return [{ check: 'connections', state: 'ok', facts: {} }]
  return rows.map((facts) => ({ check: 'connections', state: 'wrong', facts }))
}

/** As the server marked them; a server that does not run marks none. */
export const checkStalls: DatabaseCheck = async (db) => {
  const { rows } = await sql<{ connection: string; minutes: number; code: string }>`
    select name as connection, (extract(epoch from now() - stalled_at) / 60)::int as minutes, coalesce(problem_code, '') as code
    from connection where stalled_at is not null and removed_at is null and state <> 'paused' order by name limit 100`.execute(
    db,
  )
  if (rows.length === 0) return [{ check: 'stalls', state: 'ok', facts: {} }]
  return rows.map((facts) => ({ check: 'stalls', state: 'wrong', facts }))
}

type Compared = {
  connection: string
  state: string
  mailbox: number
  stored: number
  missing: number
  taken: number
  code: string
}

/** The last comparison of each mailbox with what was received. */
export const checkReconciliations: DatabaseCheck = async (db) => {
  const { rows } = await sql<Compared>`
    select c.name as connection, r.state, coalesce(mailbox_count, 0) as mailbox, coalesce(stored_count, 0) as stored,
      coalesce(missing_count, 0) as missing, coalesce(taken_count, 0) as taken, coalesce(r.problem_code, '') as code
    from connection c, lateral (select * from reconciliation r where r.workspace_id = c.workspace_id
      and r.connection_id = c.id and r.state <> 'running' order by started_at desc, id desc limit 1) r
    where c.removed_at is null and (r.state = 'failed' or r.missing_count > 0) order by c.name limit 100`.execute(
    db,
  )
  if (rows.length === 0) return [{ check: 'reconciliation', state: 'ok', facts: {} }]
  return rows.map(({ state, ...facts }) => ({
    check: 'reconciliation',
    state: state === 'failed' ? 'wrong' : 'notice',
    facts,
  }))
}

import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/tables.generated.ts'

/**
 * What waits to be done, as the queue is given it and not as it keeps it: its tables are its own and change with its
 * version. All that stands there is carried, work under way as work to begin again, and what failed for good as such;
 * locks and workers are not.
 */
export const jobsQuery = `
  select row_to_json(r)::text from (
    select t.identifier as task, q.queue_name as queue, j.payload::jsonb as payload, j.priority, j.run_at, j.max_attempts,
      case when j.locked_at is null then j.attempts else greatest(j.attempts - 1, 0) end as attempts,
      j.last_error, j.key, array(select jsonb_object_keys(j.flags)) as flags
    from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id
      left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    order by j.id) r`

type Added = { id: string; attempts: number; last_error: string | null }

/** Adds the jobs of a JSON array in its order; the number of them. */
export const addJobs = async (trx: Kysely<Database>, array: string): Promise<number> => {
  const { rows } = await sql<Added>`
    select (graphile_worker.add_job(r.task, payload := r.payload, queue_name := r.queue, run_at := r.run_at,
        max_attempts := r.max_attempts, job_key := r.key, priority := r.priority,
        flags := nullif(r.flags, '{}'))).id::text, r.attempts, r.last_error
    from json_to_recordset(${array}::json) as r (task text, payload json, queue text, run_at timestamptz,
      max_attempts int, key text, priority int, flags text[], attempts int, last_error text)`.execute(
    trx,
  )
  const tried = rows.filter((row) => row.attempts > 0)
  if (tried.length > 0)
    await sql`
      update graphile_worker._private_jobs j set attempts = r.attempts, last_error = r.last_error
      from json_to_recordset(${JSON.stringify(tried)}::json) as r (id bigint, attempts int, last_error text)
      where j.id = r.id`.execute(trx)
  return rows.length
}

import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Services } from '../services.ts'

/** `/livez`: the process answers. `/readyz`: it can do its work. `/metrics`: Prometheus text. */
export const health = async (app: FastifyInstance, services: Services) => {
  app.get('/livez', async () => ({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    const ready = await sql`select 1`.execute(services.db).then(
      () => true,
      () => false,
    )
    return reply.code(ready ? 200 : 503).send({ ok: ready })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(await collect(services)),
  )
}

const collect = async (services: Services) => {
  const { rows: readers } = await sql<{ name: string; lag: number }>`
    select name, extract(epoch from greatest(now() - moved_at, interval '0')) as lag from reader order by name`.execute(
    services.db,
  )
  const { rows } = await sql<Record<string, number>>`select
    (select coalesce(max(extract(epoch from now() - xact_start)), 0)::float8 from pg_stat_activity where backend_xid is not null) as log_held_seconds,
    (select count(*)::int from graphile_worker.jobs where attempts < max_attempts) as jobs_waiting,
    (select count(*)::int from graphile_worker.jobs where attempts >= max_attempts) as jobs_failed,
    (select count(*)::int from reader_failure) as reader_failures,
    (select count(*)::int from receipt where state = 'quarantined') as receipts_quarantined`.execute(
    services.db,
  )
  const memory = process.memoryUsage()
  const values: Record<string, number> = {
    ...rows[0],
    live_streams: services.hub?.size() ?? 0,
    resident_memory_bytes: memory.rss,
    heap_used_bytes: memory.heapUsed,
    database_connections: services.pool.totalCount,
    database_callers_waiting: services.pool.waitingCount,
  }
  return [
    ...Object.entries(values).map(([name, value]) => `engawa_${name} ${value}`),
    ...readers.map(({ name, lag }) => `engawa_reader_moved_seconds_ago{reader="${name}"} ${lag}`),
    '',
  ].join('\n')
}

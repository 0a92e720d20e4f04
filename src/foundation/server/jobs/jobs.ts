import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Database } from '../database/tables.generated.ts'
import type { Log } from '../log.ts'
import type { Services } from '../services.ts'
import { runQueue } from './run-queue.ts'

/** Work with its own clock, or that can fail alone: a send, a fetch, a timer. */
export type Job<P extends Record<string, unknown> = Record<string, unknown>> = {
  name: string
  /** It waits for others' servers, so that one that hangs must not hold up what needs only ours. */
  outward?: boolean
  /** Throwing has it tried again with growing pauses, `maxAttempts` times in all. */
  run: (payload: P & { workspaceId: string }, tools: JobTools) => Promise<void>
}

export type JobTools = {
  db: Kysely<Database>
  services: Services
  log: Log
  signal: AbortSignal
  attempt: number
  maxAttempts: number
}

export const defineJob = <P extends Record<string, unknown>>(job: Job<P>): Job<P> => job

/** Enqueues in the caller's transaction. `key` makes a repeat replace the one that waits. */
export const enqueue = async <P extends Record<string, unknown>>(
  ctx: Context,
  job: Job<P>,
  payload: P,
  options: { runAt?: Date; key?: string; queue?: string; maxAttempts?: number } = {},
) => {
  await sql`select graphile_worker.add_job(${job.name}, payload := ${JSON.stringify({ ...payload, workspaceId: ctx.workspaceId })}::json,
    queue_name := ${options.queue ?? null}, run_at := ${options.runAt ?? null}::timestamptz,
    job_key := ${options.key ?? null}, max_attempts := ${options.maxAttempts ?? 10}::int)`.execute(
    ctx.db,
  )
}

/** Jobs wait for the world more than for the database, so few connections serve more of them. */
const ownAtOnce = 4
const outwardAtOnce = 24

/** Runs them until stopped; `stop` waits for those in hand. */
export const runJobs = (services: Services, jobs: readonly Job<never>[], signal: AbortSignal) => {
  const [outward, own] = [true, false].map((outward) =>
    jobs.filter((job) => (job.outward ?? false) === outward),
  ) as [Job<never>[], Job<never>[]]
  const queues = [
    runQueue(services, tasksOf(services, own, signal), ownAtOnce),
    runQueue(services, tasksOf(services, outward, signal), outwardAtOnce),
  ]
  return { stop: () => Promise.all(queues.map((queue) => queue.stop())) }
}

const tasksOf = (services: Services, jobs: readonly Job<never>[], signal: AbortSignal) => {
  const { db, log } = services
  const tasks = jobs.map((job) => [
    job.name,
    (payload: unknown, { job: row }: { job: { attempts: number; max_attempts: number } }) =>
      job.run(payload as never, {
        db,
        services,
        log,
        signal,
        attempt: row.attempts,
        maxAttempts: row.max_attempts,
      }),
  ])
  return Object.fromEntries(tasks)
}

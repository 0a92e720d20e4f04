import { Logger, type Runner, run } from 'graphile-worker'
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Database } from '../database/tables.generated.ts'
import type { Log } from '../log.ts'
import type { Services } from '../services.ts'

/** Work with its own clock, or that can fail alone: a send, a fetch, a timer. */
export type Job<P extends Record<string, unknown> = Record<string, unknown>> = {
  name: string
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

export const runJobs = async (
  services: Services,
  jobs: readonly Job<never>[],
  signal: AbortSignal,
): Promise<Runner> => {
  const { pool, db, log } = services
  return run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    // A lost wake-up costs at most this long.
    pollInterval: 2000,
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') log.warn({ level }, message.slice(0, 300))
    }),
    taskList: Object.fromEntries(
      jobs.map((job) => [
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
      ]),
    ),
  })
}

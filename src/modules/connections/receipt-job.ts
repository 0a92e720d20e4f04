import { sql } from 'kysely'
import { type Context, systemContext } from '../../foundation/server/context.ts'
import { enqueue, type Job } from '../../foundation/server/jobs/jobs.ts'
import type { Loop } from '../../foundation/server/module.ts'
import type { Services } from '../../foundation/server/services.ts'

export type ReceiptJob = Job<{ connectionId: string }>

const lookMs = 60_000
const mostAtOnce = 100

let receiptJob: ReceiptJob | undefined

/** The module that turns input into messages registers its job, so that connections need not know it. */
export const registerReceiptJob = (job: ReceiptJob) => {
  receiptJob = job
}

/** In line for the connection's job: one works on it at a time, in the order it came. */
export const enqueueReceipts = async (ctx: Context, connectionId: string, runAt?: Date) => {
  if (!receiptJob) throw new Error('no job takes receipts')
  await enqueue(
    ctx,
    receiptJob,
    { connectionId },
    {
      key: `receipts:${connectionId}`,
      queue: `receipt:${connectionId}`,
      maxAttempts: 25,
      ...(runAt ? { runAt } : {}),
    },
  )
}

/** Puts in line again what waits although nobody works on it: a job may have failed as often as it may. */
export const sweepReceipts: Loop = {
  name: 'sweep-receipts',
  start: (services) => {
    let sweeping: Promise<unknown> | undefined
    const timer = setInterval(() => {
      sweeping = sweep(services).catch((error) =>
        services.log.warn({ code: error?.code }, 'looking for waiting input failed; trying again'),
      )
    }, lookMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await sweeping
      },
    }
  },
}

const sweep = async (services: Services) => {
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    select c.workspace_id, c.id from connection c
    where exists (select 1 from receipt r where r.workspace_id = c.workspace_id and r.connection_id = c.id
        and r.state = 'stored' and r.received_at < now() - make_interval(secs => ${lookMs / 1000})
        and (r.retry_at is null or r.retry_at < now()))
      and not exists (select 1 from graphile_worker.jobs j
        where j.key = 'receipts:' || c.id and j.attempts < j.max_attempts)
    limit ${mostAtOnce}`.execute(services.db)
  for (const { workspace_id, id } of rows)
    await enqueueReceipts(systemContext(services, workspace_id, 'sweep-receipts'), id)
}

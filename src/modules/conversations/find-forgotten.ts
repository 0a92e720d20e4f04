import { sql } from 'kysely'
import { systemContext } from '../../foundation/server/context.ts'
import type { Loop } from '../../foundation/server/module.ts'
import type { Services } from '../../foundation/server/services.ts'
import { enqueueSend } from './jobs/send-message.ts'

const everyMs = 60_000
const atOnce = 200

/**
 * Gives messages that wait to be sent, and whose job is gone for whatever reason (tried too often while the database was
 * away, removed by hand), a new one. Normally finds nothing.
 */
export const enqueueForgotten = async (services: Services): Promise<number> => {
  const { rows } = await sql<{ workspace_id: string; id: string; connection_id: string }>`
    select m.workspace_id, m.id, t.connection_id from message m
    join thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
    where m.state in ('queued', 'sending') and m.direction = 'out' and m.created_at < now() - interval '2 minutes'
      and not exists (select 1 from graphile_worker.jobs j where j.key = 'send:' || m.id and j.attempts < j.max_attempts)
    limit ${atOnce}`.execute(services.db)
  for (const row of rows) {
    services.log.warn({ message: row.id }, 'a message without a job is given one')
    await enqueueSend(systemContext(services, row.workspace_id, 'find-forgotten'), row)
  }
  return rows.length
}

export const findForgotten: Loop = {
  name: 'find-forgotten',
  start: (services) => {
    let looking: Promise<unknown> | undefined
    const timer = setInterval(() => {
      looking = enqueueForgotten(services).catch((error) =>
        services.log.warn({ code: error?.code }, 'looking for forgotten messages failed'),
      )
    }, everyMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await looking
      },
    }
  },
}

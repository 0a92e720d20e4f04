import { sql } from 'kysely'
import { systemContext } from '../../foundation/server/context.ts'
import type { Loop } from '../../foundation/server/module.ts'
import type { Services } from '../../foundation/server/services.ts'
import { allChannels } from './channels.ts'
import { startReconciliation } from './reconcile.ts'

const lookMs = 5 * 60_000
const mostAtOnce = 20

/** Once a day for every connection that can be compared, at the hour it was connected. */
export const reconcileDaily: Loop = {
  name: 'reconcile-daily',
  start: (services) => {
    let starting: Promise<unknown> | undefined
    const timer = setInterval(() => {
      starting = startDue(services).catch((error) =>
        services.log.warn({ code: error?.code }, 'the daily comparison could not be begun'),
      )
    }, lookMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await starting
      },
    }
  },
}

/** Puts in line what is due; returns how many. */
export const startDue = async (services: Services): Promise<number> => {
  const comparable = allChannels().flatMap(({ key, reconcile }) => (reconcile ? [key] : []))
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    select workspace_id, id from connection c
    where removed_at is null and state = 'ok' and not rehearsal and channel = any(${comparable}::text[])
      and created_at < now() - interval '1 day'
      and not exists (select 1 from reconciliation r where r.workspace_id = c.workspace_id
        and r.connection_id = c.id and r.started_at > now() - interval '1 day')
    limit ${mostAtOnce}`.execute(services.db)
  for (const { workspace_id, id } of rows)
    await startReconciliation(systemContext(services, workspace_id, 'reconcile-daily'), { id })
  return rows.length
}

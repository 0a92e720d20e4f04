import { sql } from 'kysely'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import type { Loop } from '../../foundation/server/module.ts'
import type { Services } from '../../foundation/server/services.ts'
import { allChannels } from './channels.ts'
import { connectionStalled } from './events.ts'

const longestPauseMs = 30_000
const mostAtOnce = 200

type Stalled = {
  workspace_id: string
  id: string
  channel: string
  since: Date
  problem_code: string | null
}

/** Marks connections that nobody could read for too long, whatever the reason: their own loop may be what hangs. */
export const watchStalls: Loop = {
  name: 'watch-stalls',
  start: (services) => {
    const { stallMinutes } = services.config
    // The first look comes late, so that what only slept with the process is read again before.
    const pauseMs = Math.min(longestPauseMs, (stallMinutes * 60_000) / 2)
    let marking: Promise<unknown> | undefined
    const timer = setInterval(() => {
      marking = markStalled(services, stallMinutes).catch((error) =>
        services.log.warn({ code: error?.code }, 'looking for stalled connections failed'),
      )
    }, pauseMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await marking
      },
    }
  },
}

/** Once; what was found is marked, each with an event. */
export const markStalled = async (services: Services, minutes: number) => {
  const watched = allChannels().flatMap(({ key, watch }) => (watch ? [key] : []))
  const { rows } = await sql<Stalled>`
    select workspace_id, id, channel, problem_code, coalesce(read_at, created_at) as since from connection
    where removed_at is null and state <> 'paused' and not rehearsal and stalled_at is null
      and channel = any(${watched}::text[])
      and coalesce(read_at, created_at) < now() - make_interval(secs => ${minutes * 60})
      -- Who has just been resumed or set right gets the same time to be read.
      and (state <> 'new' or coalesce(state_at, created_at) < now() - make_interval(secs => ${minutes * 60}))
    limit ${mostAtOnce}`.execute(services.db)
  for (const row of rows) await markOne(services, row)
}

const markOne = (services: Services, { workspace_id, id, channel, since, problem_code }: Stalled) =>
  inTransaction(systemContext(services, workspace_id, 'watch-stalls'), async (ctx) => {
    const { numAffectedRows } = await sql`update connection set stalled_at = ${since}
      where workspace_id = ${workspace_id} and id = ${id} and stalled_at is null
        and state <> 'paused' and coalesce(read_at, created_at) < ${since}::timestamptz + interval '1 second'`.execute(
      ctx.db,
    )
    if (!numAffectedRows) return
    await record(
      ctx,
      connectionStalled,
      {},
      { connectionId: id, channel, since: since.toISOString(), code: problem_code },
    )
    services.log.warn(
      { connection: id, code: problem_code },
      'a connection could not be read for long',
    )
  })

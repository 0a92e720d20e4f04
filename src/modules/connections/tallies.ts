import { type Kysely, sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import type { Loop } from '../../foundation/server/module.ts'

const everyMs = 10_000

/** Counts one delivery, in its transaction; waits for nobody else's. */
export const countReceived = (ctx: Context, connectionId: string, { duplicate = false } = {}) =>
  ctx.db
    .insertInto('connection_tally')
    .values({ workspace_id: ctx.workspaceId, connection_id: connectionId, duplicate })
    .execute()

/** Counts a batch of deliveries, in its transaction. */
export const countAllReceived = (
  ctx: Context,
  connectionId: string,
  outcomes: readonly ('stored' | 'duplicate')[],
) =>
  sql`insert into connection_tally (workspace_id, connection_id, duplicate)
    select ${ctx.workspaceId}, ${connectionId}, outcome = 'duplicate' from unnest(${[...outcomes]}::text[]) outcome`.execute(
    ctx.db,
  )

/** Adds what was counted to the connections. One statement, so nothing is counted twice or lost on a crash. */
const foldTallies = (db: Kysely<Database>) =>
  sql`
    with gone as (
      delete from connection_tally where (workspace_id, connection_id, number) in (
        select workspace_id, connection_id, number from connection_tally limit 20000 for update skip locked)
      returning workspace_id, connection_id, duplicate
    )
    update connection c set received_count = received_count + t.received, duplicate_count = duplicate_count + t.duplicate
    from (select workspace_id, connection_id, count(*) as received, count(*) filter (where duplicate) as duplicate
      from gone group by 1, 2) as t
    where c.workspace_id = t.workspace_id and c.id = t.connection_id`.execute(db)

export const keepTallies: Loop = {
  name: 'connection-tallies',
  start: ({ db, log }) => {
    let folding: Promise<unknown> | undefined
    const timer = setInterval(() => {
      folding = foldTallies(db).catch((error) =>
        log.warn({ code: error?.code }, 'folding the counts of connections failed; trying again'),
      )
    }, everyMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await folding
      },
    }
  },
}

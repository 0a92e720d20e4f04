import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { writeRecorded } from './record.ts'

/**
 * Takes what is told of these subjects out of the log, for what was only ever a rehearsal. By index, so that a few
 * hundred subjects cost the same in a log of any size.
 */
export const forgetEvents = async (
  ctx: Context,
  {
    conversationIds = [],
    customerIds = [],
  }: { conversationIds?: string[]; customerIds?: string[] },
) => {
  // Also what this very transaction told of them.
  await writeRecorded(ctx.db)
  if (conversationIds.length > 0)
    await sql`delete from event where workspace_id = ${ctx.workspaceId}
      and conversation_id = any(${conversationIds}::uuid[])`.execute(ctx.db)
  if (customerIds.length > 0)
    await sql`delete from event where workspace_id = ${ctx.workspaceId}
      and customer_id = any(${customerIds}::uuid[])`.execute(ctx.db)
}

const stretch = 5000

type Place = { tx: string; number: string }

/**
 * What these actors recorded since a transaction, whatever it tells of. Walks the workspace's log from there on, each
 * stretch in a transaction of its own.
 */
export const forgetEventsBy = async (
  ctx: Context,
  actors: readonly { type: string; id: string }[],
  since: string,
) => {
  let place: Place | undefined = { tx: since, number: '0' }
  while (place) place = await forgetStretch(ctx, actors, place)
}

/** Where to go on; undefined at the end. */
const forgetStretch = async (
  ctx: Context,
  actors: readonly { type: string; id: string }[],
  after: Place,
): Promise<Place | undefined> => {
  const { rows } = await sql<Place & { count: number }>`
    with seen as materialized (
      select tx, number, at, actor_type, actor_id from event where workspace_id = ${ctx.workspaceId}
        and (tx, number) > (${after.tx}::xid8, ${after.number}::bigint)
      order by tx, number limit ${stretch}
    ), gone as (
      delete from event e using seen s
      where e.workspace_id = ${ctx.workspaceId} and e.number = s.number and e.at = s.at
        and (s.actor_type, s.actor_id) in (
          select * from unnest(${actors.map((one) => one.type)}::text[], ${actors.map((one) => one.id)}::text[]))
    )
    select tx::text, number::text, (select count(*)::int from seen) as count
    from seen order by seen.tx desc, seen.number desc limit 1`.execute(ctx.db)
  const last = rows[0]
  return last && last.count === stretch ? { tx: last.tx, number: last.number } : undefined
}

/** The id of the transaction one is in, as `forgetEventsBy` takes it. */
export const currentTransaction = async (ctx: Context): Promise<string> => {
  const { rows } = await sql<{ tx: string }>`select pg_current_xact_id()::text as tx`.execute(
    ctx.db,
  )
  return rows[0]!.tx
}

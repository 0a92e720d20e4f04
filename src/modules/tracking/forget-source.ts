import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { forgetCommerceOf } from '../commerce/index.ts'
import { reader } from './follow/place.ts'

const batch = 5000
const patienceMs = 5000
const lookMs = 50

type Place = { tx: string; number: string }

/**
 * Takes a source away with all that it sent: events, visits, message ids, counts. `since` is the transaction that made
 * it. In short transactions, each a stretch of the log of tracked events, until as many are found as it sent.
 */
export const forgetSource = async (ctx: Context, { id, since }: { id: string; since: string }) => {
  await ctx.db
    .updateTable('source')
    .set({ removed_at: ctx.now })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .execute()
  await waitUntilFollowed(ctx, id, since)
  await forgetCommerceOf(ctx, id)
  let left = await countSent(ctx, id)
  let place: Place | undefined = { tx: since, number: '0' }
  while (place && left > 0) {
    const done: { next: Place | undefined; gone: number } = await forgetStretch(ctx, id, place)
    left -= done.gone
    place = done.next
  }
  await sql`delete from tracked_message where workspace_id = ${ctx.workspaceId} and source_id = ${id}`.execute(
    ctx.db,
  )
  await ctx.db
    .deleteFrom('source')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Else who follows them would go on to keep visits of what is gone. A server without a worker is not waited for. */
const waitUntilFollowed = async (ctx: Context, sourceId: string, since: string) => {
  const end = Date.now() + patienceMs
  while (Date.now() < end) {
    const { rows } = await sql<{ waits: boolean }>`select exists (
      select 1 from tracked_event e join reader r on r.name = ${reader}
      where (e.tx, e.number) > (r.tx, r.number) and e.tx >= ${since}::xid8
        and e.source_id = ${sourceId}) as waits`.execute(ctx.db)
    if (!rows[0]!.waits) return
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

const countSent = async (ctx: Context, id: string) => {
  const { rows } = await sql<{ count: number }>`
    select accepted_count + coalesce((select sum(accepted) from source_tally t
      where t.workspace_id = s.workspace_id and t.source_id = s.id), 0)::int as count
    from source s where s.workspace_id = ${ctx.workspaceId} and s.id = ${id}`.execute(ctx.db)
  return Number(rows[0]?.count ?? 0)
}

const forgetStretch = (ctx: Context, sourceId: string, after: Place) =>
  inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<Place & { mine: boolean; device: string | null }>`
      select tx::text, number::text, anonymous_id as device,
        workspace_id = ${ctx.workspaceId} and source_id = ${sourceId} as mine
      from tracked_event where (tx, number) > (${after.tx}::xid8, ${after.number}::bigint)
      order by tracked_event.tx, tracked_event.number limit ${batch}`.execute(ctx.db)
    const mine = rows.filter((row) => row.mine)
    const devices = [...new Set(mine.flatMap((row) => row.device ?? []))]
    await sql`delete from tracked_event using unnest(${mine.map((row) => row.tx)}::xid8[],
        ${mine.map((row) => row.number)}::bigint[]) as gone(tx, number)
      where tracked_event.tx = gone.tx and tracked_event.number = gone.number`.execute(ctx.db)
    await sql`delete from visit where workspace_id = ${ctx.workspaceId} and source_id = ${sourceId}
      and anonymous_id = any(${devices}::text[])`.execute(ctx.db)
    return { next: rows.length === batch ? rows.at(-1) : undefined, gone: mine.length }
  })

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { formatPosition, parsePosition } from '../../../foundation/server/events/position.ts'
import { readLog, readPosition } from '../../../foundation/server/events/read-log.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { stages } from './compare-all.ts'
import { compareApart } from './compare-apart.ts'
import { compareChanged } from './compare-changed.ts'
import { createBeat } from './progress.ts'
import { readScheme } from './scheme.ts'
import type { Weights } from './weigh.ts'

/** With the model and keys of an earlier release everybody is compared anew. */
const version = 3
const silentMinutes = 5

const changes = [
  'customer.created',
  'customer.updated',
  'customer.absorbed',
  'customer.split',
  'customer.unmerged',
  'identifier.linked',
]

const countCustomers = async (ctx: Context) => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from customer
    where workspace_id = ${ctx.workspaceId} and merged_into is null`.execute(ctx.db)
  return rows[0]!.count
}

/**
 * Finds customers who are probably one person. Only those who changed since the last time are compared again, unless
 * `whole` or what is compared has changed. One search at a time; it stops soon after it is cancelled. Errors:
 * `duplicate.searching`.
 */
export const searchDuplicates = async (
  ctx: Context,
  { whole = false, signal }: { whole?: boolean; signal?: AbortSignal } = {},
) => {
  const total = await countCustomers(ctx)
  const scheme = await readScheme(ctx, total)
  const saved = JSON.stringify([version, scheme.thorough, ...scheme.fields.map(({ key }) => key)])
  const before = await ctx.db
    .selectFrom('match_search')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .executeTakeFirst()
  const from = before?.position ? parsePosition(before.position) : undefined
  const here = await readPosition(ctx.db)
  const isSame = JSON.stringify(before?.schema) === saved
  const changed =
    whole || !isSame || !before?.model || !from || from.epoch !== here.epoch
      ? undefined
      : await readChanged(ctx, from, total)
  await claim(ctx, changed === undefined, changed?.length ?? total * stages)
  try {
    const stopped = await (changed
      ? compareChanged(ctx, changed, scheme, before!.model as Weights, createBeat(ctx, signal))
      : compareApart(ctx, { scheme, anew: !isSame }, signal))
    const reached = { position: formatPosition(here), schema: saved }
    await finish(ctx, stopped ? 'cancelled' : 'done', stopped ? {} : reached)
  } catch (error) {
    await finish(ctx, 'failed', {})
    throw error
  }
}

/** Undefined when so many changed that comparing all is less work. */
const readChanged = async (ctx: Context, from: { tx: bigint; number: bigint }, total: number) => {
  const ids = new Set<string>()
  for (let after = from; ; ) {
    const events = await readLog(ctx.db, after, {
      limit: 5000,
      workspaceId: ctx.workspaceId,
      kinds: changes,
    })
    for (const { customerId } of events) if (customerId) ids.add(customerId)
    if (ids.size > Math.max(1000, total / 3)) return undefined
    if (events.length < 5000) break
    after = events.at(-1)!
  }
  const { rows } = await sql<{ id: string }>`
    select id from unnest(${[...ids]}::uuid[]) as w (id)
    union select coalesce(c.root_id, c.id) from customer c
    where c.workspace_id = ${ctx.workspaceId} and c.id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

const claim = async (ctx: Context, whole: boolean, total: number) => {
  const { rows } = await sql`
    insert into match_search (workspace_id, state, whole, done, total, beat_at, started_at)
    values (${ctx.workspaceId}, 'running', ${whole}, 0, ${total}, now(), now())
    on conflict (workspace_id) do update set state = 'running', whole = excluded.whole, done = 0, total = excluded.total,
      beat_at = now(), started_at = now(), finished_at = null
    where match_search.state <> 'running' or match_search.beat_at < now() - make_interval(mins => ${silentMinutes})
    returning 1`.execute(ctx.db)
  if (rows.length === 0) throw new AppError('conflict', 'duplicate.searching')
}

const finish = (
  ctx: Context,
  state: 'done' | 'cancelled' | 'failed',
  more: { position?: string; schema?: string },
) =>
  ctx.db
    .updateTable('match_search')
    .set({
      state,
      finished_at: new Date(),
      ...more,
      // Some may have come or gone since they were counted.
      ...(state === 'done' && { done: sql<number>`total` }),
    })
    .where('workspace_id', '=', ctx.workspaceId)
    .execute()

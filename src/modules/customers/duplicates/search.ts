import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { formatPosition, parsePosition } from '../../../foundation/server/events/position.ts'
import { readLog, readPosition } from '../../../foundation/server/events/read-log.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { stages } from './compare-all.ts'
import { compareApart } from './compare-apart.ts'
import { compareChanged } from './compare-changed.ts'
import { attend, createBeat, type Resume, type Run, silentSeconds } from './progress.ts'
import { readScheme } from './scheme.ts'
import type { Weights } from './weigh.ts'

/** With the model and keys of an earlier release everybody is compared anew. */
const version = 3

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
 * `whole` or what is compared has changed; a search of everybody that was stopped goes on where it was. One search at a
 * time; it stops soon after it is cancelled. Errors: `duplicate.searching`.
 */
export const searchDuplicates = async (
  ctx: Context,
  { whole = false, signal }: { whole?: boolean; signal?: AbortSignal } = {},
) => {
  const customers = await countCustomers(ctx)
  const scheme = await readScheme(ctx, customers)
  const schema = JSON.stringify([version, scheme.thorough, ...scheme.fields.map(({ key }) => key)])
  const before = await ctx.db
    .selectFrom('match_search')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .executeTakeFirst()
  const here = await readPosition(ctx.db)
  const isSame = JSON.stringify(before?.schema) === schema
  const left = before?.resume as Resume | null | undefined
  const isHere = (position: string | undefined | null) => {
    const from = position ? parsePosition(position) : undefined
    return from?.epoch === here.epoch ? from : undefined
  }
  const goesOn = left && left.schema === schema && isHere(left.position) ? left : undefined
  const from = isHere(before?.position)
  const changed =
    whole || left || !isSame || !before?.model || !from
      ? undefined
      : await readChanged(ctx, from, customers)
  const reached = { position: formatPosition(here), schema }
  const run = await claim(ctx, {
    whole: changed === undefined,
    done: goesOn ? before!.done : 0,
    total: changed?.length ?? goesOn?.total ?? customers * stages,
  })
  const attended = attend(ctx, run)
  const ending = AbortSignal.any([attended.signal, ...(signal ? [signal] : [])])
  try {
    if (changed) {
      const weights = before!.model as Weights
      const stopped = await compareChanged(
        ctx,
        changed,
        scheme,
        weights,
        createBeat(ctx, run, ending),
      )
      await finish(ctx, run, stopped ? 'cancelled' : 'done', stopped ? {} : reached)
    } else {
      const resume = goesOn ? { ...goesOn, again: true } : { ...reached, total: run.total }
      const anew = !goesOn && (!isSame || Boolean(left))
      const stopped = await compareApart(ctx, { scheme, anew, run: { ...run, resume } }, ending)
      const { position } = resume
      await finish(
        ctx,
        run,
        stopped ? 'cancelled' : 'done',
        stopped ? {} : { position, schema, resume: null },
      )
    }
  } catch (error) {
    await finish(ctx, run, 'failed', {})
    throw error
  } finally {
    attended.stop()
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

const claim = async (
  ctx: Context,
  { whole, done, total }: { whole: boolean; done: number; total: number },
): Promise<Run> => {
  const startedAt = new Date()
  const { rows } = await sql`
    insert into match_search as s (workspace_id, state, whole, done, done_before, total, beat_at, started_at)
    values (${ctx.workspaceId}, 'running', ${whole}, ${done}, ${done}, ${total}, now(), ${startedAt})
    on conflict (workspace_id) do update set state = 'running', whole = excluded.whole, done = excluded.done,
      done_before = excluded.done_before, total = excluded.total, beat_at = now(), started_at = excluded.started_at,
      finished_at = null
    where s.state <> 'running' or s.beat_at < now() - make_interval(secs => ${silentSeconds})
    returning 1`.execute(ctx.db)
  if (rows.length === 0) throw new AppError('conflict', 'duplicate.searching')
  return { startedAt, done, total }
}

/** Unless another has taken over. */
const finish = (
  ctx: Context,
  run: Run,
  state: 'done' | 'cancelled' | 'failed',
  more: { position?: string; schema?: string; resume?: null },
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
    .where('started_at', '=', run.startedAt)
    .execute()

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { formatPosition, parsePosition } from '../../../foundation/server/events/position.ts'
import { readLog, readPosition } from '../../../foundation/server/events/read-log.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { learnFrom, type Scheme, sampleSize, scorePairs } from './find-pairs.ts'
import { fieldsWith } from './record.ts'
import { refreshRecords } from './store-records.ts'
import type { Weights } from './weigh.ts'

const batch = 500
/** Up to so many customers, keys that many strangers share may be compared too. */
const mostThorough = 50_000
/** With the model and keys of an earlier release everybody is compared anew. */
const version = 1
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

const schemeFor = async (ctx: Context, total: number): Promise<Scheme> => {
  const rows = await ctx.db
    .selectFrom('custom_field')
    .select('key')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('type', 'in', ['text', 'number'])
    .orderBy('key')
    .limit(20)
    .execute()
  return {
    fields: fieldsWith(rows.map(({ key }) => `custom.${key}`)),
    thorough: total <= mostThorough,
  }
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
  const scheme = await schemeFor(ctx, total)
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
  await claim(ctx, changed === undefined, changed?.length ?? total)
  try {
    // Keys of another scheme would never be found again.
    if (changed === undefined && !isSame) await clear(ctx)
    const work = { ctx, scheme, done: 0, signal }
    const stopped = await (changed
      ? compareChanged(work, changed, before!.model as Weights)
      : compareAll(work, total))
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
    .set({ state, finished_at: new Date(), ...more })
    .where('workspace_id', '=', ctx.workspaceId)
    .execute()

const clear = async (ctx: Context) => {
  await sql`delete from match_key where workspace_id = ${ctx.workspaceId}`.execute(ctx.db)
  await sql`delete from match_record where workspace_id = ${ctx.workspaceId}`.execute(ctx.db)
  await sql`update match_search set schema = '[]' where workspace_id = ${ctx.workspaceId}`.execute(
    ctx.db,
  )
}

type Work = { ctx: Context; scheme: Scheme; done: number; signal: AbortSignal | undefined }

/** Says how far it is; whether it should stop. */
const beat = async (work: Work, count: number) => {
  work.done += count
  const row = await work.ctx.db
    .updateTable('match_search')
    .set({ done: work.done, beat_at: new Date() })
    .where('workspace_id', '=', work.ctx.workspaceId)
    .returning('state')
    .executeTakeFirst()
  return row?.state !== 'running' || work.signal?.aborted === true
}

const compareChanged = async (work: Work, ids: readonly string[], weights: Weights) => {
  for (let from = 0; from < ids.length; from += batch)
    await refreshRecords(work.ctx, ids.slice(from, from + batch), work.scheme)
  for (let from = 0; from < ids.length; from += batch) {
    const some = ids.slice(from, from + batch)
    await scorePairs(work.ctx, work.scheme, weights, some, { onlyLater: false })
    if (await beat(work, some.length)) return true
  }
  return false
}

/** Everybody in the order of their ids, twice: what is compared is brought up to date before it is. */
const compareAll = async (work: Work, total: number) => {
  const { ctx, scheme } = work
  await ctx.db
    .updateTable('match_search')
    .set({ total: total * 2 })
    .where('workspace_id', '=', ctx.workspaceId)
    .execute()
  for await (const ids of eachBatch(ctx, 'customer')) {
    await refreshRecords(ctx, ids, scheme)
    if (await beat(work, ids.length)) return true
  }
  const weights = await learnFrom(ctx, scheme, await readSample(ctx), total)
  await ctx.db
    .updateTable('match_search')
    .set({ model: JSON.stringify(weights) })
    .where('workspace_id', '=', ctx.workspaceId)
    .execute()
  for await (const ids of eachBatch(ctx, 'match_record')) {
    await scorePairs(ctx, scheme, weights, ids, { onlyLater: true })
    if (await beat(work, ids.length)) return true
  }
  await sql`delete from match_key k where k.workspace_id = ${ctx.workspaceId} and not exists (
    select 1 from match_record r where r.workspace_id = k.workspace_id and r.customer_id = k.customer_id)`.execute(
    ctx.db,
  )
  return false
}

const eachBatch = async function* (ctx: Context, table: 'customer' | 'match_record') {
  const [column, standing] =
    table === 'customer' ? ['id', sql`and merged_into is null`] : ['customer_id', sql``]
  for (let last: string | undefined; ; ) {
    const { rows } = await sql<{ id: string }>`
      select ${sql.ref(column)} as id from ${sql.table(table)} where workspace_id = ${ctx.workspaceId} ${standing}
        ${last ? sql`and ${sql.ref(column)} > ${last}::uuid` : sql``}
      order by ${sql.ref(column)} limit ${batch}`.execute(ctx.db)
    if (rows.length === 0) return
    yield rows.map(({ id }) => id)
    last = rows.at(-1)!.id
  }
}

/** Spread over everybody, the same each time: ids begin with a time, so their ends are as good as drawn by lot. */
const readSample = async (ctx: Context) => {
  const { rows } = await sql<{ id: string }>`select customer_id as id from match_record
    where workspace_id = ${ctx.workspaceId} order by right(customer_id::text, 12) limit ${sampleSize}`.execute(
    ctx.db,
  )
  return rows.map(({ id }) => id).sort()
}

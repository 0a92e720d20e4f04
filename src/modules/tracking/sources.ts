import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../foundation/server/cursor.ts'
import { record } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { moveShop } from '../commerce/index.ts'
import { getWorkspace } from '../workspaces/index.ts'
import * as contract from './contract.ts'
import { sourceCreated, sourceRemoved, sourceUpdated } from './events.ts'
import { ensureHashKey } from './rules/hash-key.ts'

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Letters and digits only: libraries put it into URLs, and before the colon of Basic credentials. */
const makeWriteKey = () =>
  Array.from({ length: 32 }, () => letters[randomInt(letters.length)]).join('')

/** Folded counts plus what is not folded yet, so that the figures are exact at any moment. */
const counted = (name: 'accepted' | 'duplicate' | 'rejected') =>
  sql<number>`(${sql.ref(`${name}_count`)} + coalesce((select sum(${sql.ref(name)}) from source_tally t
    where t.workspace_id = source.workspace_id and t.source_id = source.id), 0))::bigint`.as(name)

const selectSources = (ctx: Context) =>
  ctx.db
    .selectFrom('source')
    .select(['id', 'name', 'write_key as writeKey', 'rules', 'created_at as createdAt'])
    .select('replayed_count as replayed')
    .select(sql<string>`coalesce(shop, id::text)`.as('shop'))
    .select(
      sql<number>`(select count(*)::int from visit v where v.workspace_id = source.workspace_id
        and v.source_id = source.id and v.started_at > ${ctx.now}::timestamptz - interval '24 hours')`.as(
        'visits',
      ),
    )
    .select([counted('accepted'), counted('duplicate'), counted('rejected')])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('removed_at', 'is', null)

export const listSources = async (
  ctx: Context,
  input: z.output<typeof contract.listSources.input>,
) => {
  const before = parseCursor(input.after)
  const rows = await selectSources(ctx)
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id::text) < (${before?.at}, ${before?.id})`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  return toPage(rows, input.limit, (row) => ({ at: row.createdAt, id: row.id }), show)
}

const show = <T extends { rules: unknown }>(row: T) => ({
  ...row,
  rules: contract.SourceRules.parse(row.rules),
})

/** Makes a source with a write key of 32 letters and digits. `shop` null: one of its own. */
export const createSource = (
  ctx: Context,
  { name, shop }: { name: string; shop?: string | null | undefined },
) =>
  inTransaction(ctx, async (ctx) => {
    const id = newId()
    const meant = shop === undefined ? (await getWorkspace(ctx)).shop : shop
    await ctx.db
      .insertInto('source')
      .values({
        workspace_id: ctx.workspaceId,
        id,
        name,
        write_key: makeWriteKey(),
        shop: meant,
        created_at: ctx.now,
      })
      .execute()
    await record(ctx, sourceCreated, {}, { sourceId: id })
    await audit(ctx, 'source.created', { object: { type: 'source', id } })
    return show(await selectSources(ctx).where('id', '=', id).executeTakeFirstOrThrow())
  })

/** Rules hold for what comes within five seconds at the latest. Errors: `source.missing`. */
export const updateSource = (
  ctx: Context,
  { id, name, shop, moves, rules }: z.output<typeof contract.updateSource.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const before = await ctx.db
      .selectFrom('source')
      .select('shop')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (rules?.fields.some(({ action }) => action === 'hash')) await ensureHashKey(ctx)
    const changed = await ctx.db
      .updateTable('source')
      .set({
        ...(name === undefined ? {} : { name }),
        ...(shop === undefined ? {} : { shop: shop === id ? null : shop }),
        ...(rules === undefined ? {} : { rules: JSON.stringify(rules) }),
        // Says that somebody wrote it where nothing is to change.
        removed_at: null,
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!changed) throw new AppError('missing', 'source.missing')
    // Nobody else told of a shop of its own. Of one that has a name others may have told.
    const from = before?.shop ?? id
    const isMoved = shop !== undefined && shop !== from && (moves || from === id)
    if (isMoved) await moveShop(ctx, { from, to: shop })
    const fields = Object.entries({ name, shop, rules, moves: isMoved || undefined }).flatMap(
      ([field, value]) => (value === undefined ? [] : [field]),
    )
    await record(ctx, sourceUpdated, {}, { sourceId: id })
    await audit(ctx, 'source.updated', { object: { type: 'source', id }, facts: { fields } })
    return show(await selectSources(ctx).where('id', '=', id).executeTakeFirstOrThrow())
  })

/** Its write key stops working within five seconds; what it sent stays. Errors: `source.missing`. */
export const removeSource = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const removed = await ctx.db
      .updateTable('source')
      .set({ removed_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!removed) throw new AppError('missing', 'source.missing')
    await record(ctx, sourceRemoved, {}, { sourceId: id })
    await audit(ctx, 'source.removed', { object: { type: 'source', id } })
    return {}
  })

import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../foundation/server/cursor.ts'
import { record } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { isLimited } from '../members/index.ts'
import type * as contract from './contract.ts'
import { sourceCreated, sourceRemoved } from './events.ts'

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
    .select(['id', 'name', 'write_key as writeKey', 'created_at as createdAt'])
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
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => row,
  )
}

/** Makes a source with a write key of 32 letters and digits. */
export const createSource = (ctx: Context, { name }: { name: string }) =>
  inTransaction(ctx, async (ctx) => {
    const id = newId()
    await ctx.db
      .insertInto('source')
      .values({
        workspace_id: ctx.workspaceId,
        id,
        name,
        write_key: makeWriteKey(),
        created_at: ctx.now,
      })
      .execute()
    await record(ctx, sourceCreated, {}, { sourceId: id })
    await audit(ctx, 'source.created', { object: { type: 'source', id } })
    return selectSources(ctx).where('id', '=', id).executeTakeFirstOrThrow()
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

export const listRejected = async (
  ctx: Context,
  input: z.output<typeof contract.listRejectedEvents.input>,
) => {
  const before = parseCursor(input.after)
  const rows = await ctx.db
    .selectFrom('rejected_event')
    .select(['id', 'code', 'detail', 'body', 'received_at as receivedAt'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('source_id', '=', input.id)
    // A body is what a site sent, of whomever: not for those from whom anything is kept.
    .where(sql<boolean>`${!isLimited(ctx) && ctx.sight.contact}`)
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(received_at, id::text) < (${before?.at}, ${before?.id})`),
    )
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.receivedAt, id: row.id }),
    (row) => row,
  )
}

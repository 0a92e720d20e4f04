import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { hidden } from '../../members/index.ts'
import { findIdentifier, lockIdentity } from '../identifiers.ts'
import { normalise } from '../normalise.ts'
import type * as contract from './contract.ts'
import { block, cut } from './decisions.ts'
import { forgetRules, readRules } from './read-rules.ts'

export const listBlockedIdentifiers = async (
  ctx: Context,
  input: z.output<typeof contract.listBlockedIdentifiers.input>,
) => {
  const before = parseCursor(input.after)
  const rows = await ctx.db
    .selectFrom('identifier_block')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(created_at, id) < (${before?.at}::timestamptz, ${before?.id}::uuid)`,
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.created_at, id: row.id }),
    (row) => ({
      id: row.id,
      type: row.type,
      value: ctx.sight.contact ? row.value : hidden,
      kind: row.kind as 'blocked' | 'quarantined',
      note: row.note,
      customerCount: row.customer_count,
      at: row.created_at,
      releasedAt: row.released_at,
    }),
  )
}

/**
 * What only devices and claims have it stands for nobody from now on; what somebody proved stays theirs, but nobody's
 * word for it counts any more. Errors: `identifier.no_value` for a value that could not be one of its kind.
 */
export const blockIdentifier = async (
  ctx: Context,
  { type, value, note }: z.output<typeof contract.blockIdentifier.input>,
) => {
  await inTransaction(ctx, async (ctx) => {
    await lockIdentity(ctx)
    const normal = normalise(type, value, (await readRules(ctx)).of(type).normaliser)
    if (!normal) throw new AppError('invalid', 'identifier.no_value')
    await block(ctx, { type, value: normal }, { kind: 'blocked', note })
    const known = await findIdentifier(ctx, type, value)
    if (known && known.trust !== 'verified') await cut(ctx, known)
    await audit(ctx, 'identifier.blocked', { facts: { type } })
  })
  forgetRules(ctx)
  return {}
}

/** Errors: `identifier.not_blocked`. */
export const releaseIdentifier = async (
  ctx: Context,
  { id }: z.output<typeof contract.releaseIdentifier.input>,
) => {
  await inTransaction(ctx, async (ctx) => {
    const gone = await ctx.db
      .updateTable('identifier_block')
      .set({ released_at: ctx.now, released_by: ctx.actor.id })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('released_at', 'is', null)
      .returning('type')
      .executeTakeFirst()
    if (!gone) throw new AppError('missing', 'identifier.not_blocked')
    await audit(ctx, 'identifier.released', { facts: { type: gone.type } })
  })
  forgetRules(ctx)
  return {}
}

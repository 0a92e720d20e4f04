import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from './contract.ts'
import { forgetRules, readTypes } from './read-rules.ts'
import { isBuiltIn } from './types.ts'

const show = <T extends { type: string }>(one: T) => ({ ...one, builtIn: isBuiltIn(one.type) })

export const listIdentifierTypes = async (ctx: Context) => ({
  data: (await readTypes(ctx)).map(show),
})

const isUsed = async (ctx: Context, type: string) =>
  (await ctx.db
    .selectFrom('identifier')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('type', '=', type)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** Errors: `identifier_type.in_use` where values were spelt another way already. */
export const saveIdentifierType = async (
  ctx: Context,
  input: z.output<typeof contract.saveIdentifierType.input>,
) => {
  await inTransaction(ctx, async (ctx) => {
    const before = (await readTypes(ctx)).find(({ type }) => type === input.type)
    const respells = before ? before.normaliser !== input.normaliser : input.normaliser !== 'text'
    if (respells && (await isUsed(ctx, input.type)))
      throw new AppError('conflict', 'identifier_type.in_use')
    const row = {
      title_en: input.titleEn,
      title_ja: input.titleJa,
      priority: input.priority,
      most: input.most,
      window_days: input.windowDays,
      normaliser: input.normaliser,
      trust: input.trust,
      // A device says nothing of people, whatever else is asked for.
      joins: input.trust === 'device' ? 'never' : input.joins,
      single: input.trust !== 'device' && input.single,
      spread: input.spread,
      spread_days: input.spreadDays,
      updated_at: ctx.now,
    }
    await ctx.db
      .insertInto('identifier_type')
      .values({ workspace_id: ctx.workspaceId, type: input.type, ...row })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'type']).doUpdateSet(row))
      .execute()
    await audit(ctx, 'identifier_type.changed', { facts: { type: input.type } })
  })
  forgetRules(ctx)
  return show((await readTypes(ctx)).find(({ type }) => type === input.type)!)
}

/** Errors: `identifier_type.missing`, `identifier_type.in_use`. */
export const removeIdentifierType = async (
  ctx: Context,
  { type }: z.output<typeof contract.removeIdentifierType.input>,
) => {
  await inTransaction(ctx, async (ctx) => {
    if (!isBuiltIn(type) && (await isUsed(ctx, type)))
      throw new AppError('conflict', 'identifier_type.in_use')
    const gone = await ctx.db
      .deleteFrom('identifier_type')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('type', '=', type)
      .executeTakeFirst()
    if (gone.numDeletedRows === 0n && !isBuiltIn(type))
      throw new AppError('missing', 'identifier_type.missing')
    await audit(ctx, 'identifier_type.changed', { facts: { type } })
  })
  forgetRules(ctx)
  return {}
}

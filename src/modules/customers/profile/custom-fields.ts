import type { z } from 'zod'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from './contract.ts'

const most = 100

type CustomField = z.output<typeof contract.CustomField>

export const readCustomFields = async (ctx: Context): Promise<CustomField[]> => {
  const rows = await ctx.db
    .selectFrom('custom_field')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .orderBy('place')
    .orderBy('created_at')
    .limit(most)
    .execute()
  return rows.map((row) => ({
    key: row.key,
    titleEn: row.title_en,
    titleJa: row.title_ja,
    type: row.type as CustomField['type'],
    choices: row.choices,
    place: row.place,
  }))
}

export const listCustomFields = async (ctx: Context) => ({ data: await readCustomFields(ctx) })

/** Errors: `custom_field.too_many`. */
export const saveCustomField = (
  ctx: Context,
  input: z.output<typeof contract.saveCustomField.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const known = await readCustomFields(ctx)
    if (known.length >= most && !known.some((one) => one.key === input.key))
      throw new AppError('conflict', 'custom_field.too_many', { most })
    const row = {
      title_en: input.titleEn,
      title_ja: input.titleJa,
      type: input.type,
      choices: input.type === 'choice' ? [...new Set(input.choices)] : [],
      place: input.place,
    }
    await ctx.db
      .insertInto('custom_field')
      .values({ workspace_id: ctx.workspaceId, key: input.key, created_at: ctx.now, ...row })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'key']).doUpdateSet(row))
      .execute()
    return { ...input, choices: row.choices }
  })

export const removeCustomField = async (ctx: Context, { key }: { key: string }) => {
  await ctx.db
    .deleteFrom('custom_field')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('key', '=', key)
    .execute()
  return {}
}

import type { Context } from '../../../foundation/server/context.ts'
import { fieldsWith, type Scheme } from './record.ts'

/** Up to so many customers, keys that many strangers share may be compared too. */
const mostThorough = 50_000

/** What is compared in a workspace of so many customers that has these fields of its own. */
export const schemeOf = (custom: readonly string[], total: number): Scheme => ({
  fields: fieldsWith(custom.map((key) => `custom.${key}`)),
  thorough: total <= mostThorough,
})

export const readScheme = async (ctx: Context, total: number): Promise<Scheme> => {
  const rows = await ctx.db
    .selectFrom('custom_field')
    .select('key')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('type', 'in', ['text', 'number'])
    .orderBy('key')
    .limit(20)
    .execute()
  return schemeOf(
    rows.map(({ key }) => key),
    total,
  )
}

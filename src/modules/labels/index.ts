import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'

export { forgetUnusedLabels } from './forget-labels.ts'

export type Label = { id: string; name: string }

/** Those of `ids` that exist here. Errors: `label.missing` when one does not. */
export const requireLabels = async (ctx: Context, ids: readonly string[]): Promise<Label[]> => {
  if (ids.length === 0) return []
  const wanted = [...new Set(ids)]
  const found = await ctx.db
    .selectFrom('label')
    .select(['id', 'name'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', 'in', wanted)
    .execute()
  if (found.length !== wanted.length) throw new AppError('invalid', 'label.missing')
  return found
}

/** The label of this name, made if need be; one that is there keeps what it means. */
export const ensureLabel = async (
  ctx: Context,
  id: string,
  name: string,
  meaning: 'complaint' | null = null,
): Promise<Label> => {
  await ctx.db
    .insertInto('label')
    .values({ workspace_id: ctx.workspaceId, id, name, meaning, created_at: ctx.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return ctx.db
    .selectFrom('label')
    .select(['id', 'name'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where(sql`lower(name)`, '=', sql`lower(${name})`)
    .executeTakeFirstOrThrow()
}

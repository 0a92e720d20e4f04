import type { Context } from '../../foundation/server/context.ts'

/** Whether the sample brand is here from now on; false when it stood so already. */
export const markSample = async (ctx: Context, present: boolean): Promise<boolean> => {
  const changed = await ctx.db
    .updateTable('workspace')
    .set({ sample: present, ...(present ? {} : { sample_removed_at: ctx.now }) })
    .where('id', '=', ctx.workspaceId)
    .where('sample', '<>', present)
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/** Whether it is here, or was and somebody removed it. */
export const hasHadSample = async (ctx: Context): Promise<boolean> => {
  const row = await ctx.db
    .selectFrom('workspace')
    .select(['sample', 'sample_removed_at'])
    .where('id', '=', ctx.workspaceId)
    .executeTakeFirst()
  return row !== undefined && (row.sample || row.sample_removed_at !== null)
}

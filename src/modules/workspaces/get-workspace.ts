import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import type { Workspace } from './contract.ts'

export const workspaceOfRow = (
  row: Selectable<Database['workspace']>,
): z.infer<typeof Workspace> => ({
  id: row.id,
  name: row.name,
  // Only what the contract allows is ever written.
  locale: row.locale === 'ja' ? 'ja' : 'en',
  timeZone: row.time_zone,
  joinWindowHours: row.join_window_hours,
  undoSeconds: row.undo_seconds,
  sample: row.sample,
  secondFactorRequired: row.second_factor_required,
  shop: row.shop,
})

/** The workspace that the context works in. Errors: `workspace.missing`. */
export const getWorkspace = async (ctx: Context) => {
  const row = await ctx.db
    .selectFrom('workspace')
    .selectAll()
    .where('id', '=', ctx.workspaceId)
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'workspace.missing')
  return workspaceOfRow(row)
}

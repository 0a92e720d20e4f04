import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { checkTimeZone } from './check-time-zone.ts'
import type * as contract from './contract.ts'
import { workspaceUpdated } from './events.ts'
import { getWorkspace } from './get-workspace.ts'

/** What is absent stays. Errors: `workspace.time_zone_unknown`. */
export const updateWorkspace = (
  ctx: Context,
  input: z.output<typeof contract.updateWorkspace.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const { name, locale, timeZone, joinWindowHours, undoSeconds, secondFactorRequired } = input
    if (timeZone !== undefined) checkTimeZone(timeZone)
    const fields = Object.entries(input).flatMap(([field, value]) =>
      value === undefined ? [] : [field],
    )
    if (fields.length > 0) {
      await ctx.db
        .updateTable('workspace')
        .set({
          name,
          locale,
          time_zone: timeZone,
          join_window_hours: joinWindowHours,
          undo_seconds: undoSeconds,
          second_factor_required: secondFactorRequired,
        })
        .where('id', '=', ctx.workspaceId)
        .execute()
      await record(ctx, workspaceUpdated, {}, { fields })
      await audit(ctx, 'workspace.updated', { facts: { fields } })
    }
    return getWorkspace(ctx)
  })

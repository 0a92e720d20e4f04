import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type * as contract from '../contract.ts'
import type { Deadline } from './deadline.ts'

const usual = { deadlineDays: 14, workingDays: true, holidays: [] as string[] }

export const getPrivacySettings = async (ctx: Context): Promise<Deadline & typeof usual> => {
  const row = await ctx.db
    .selectFrom('privacy_settings')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .executeTakeFirst()
  if (!row) return usual
  return {
    deadlineDays: row.deadline_days,
    workingDays: row.working_days,
    holidays: row.holidays,
  }
}

export const putPrivacySettings = (
  ctx: Context,
  input: z.output<typeof contract.putPrivacySettings.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const columns = {
      deadline_days: input.deadlineDays,
      working_days: input.workingDays,
      holidays: [...new Set(input.holidays)].sort(),
      updated_at: ctx.now,
    }
    await ctx.db
      .insertInto('privacy_settings')
      .values({ workspace_id: ctx.workspaceId, ...columns })
      .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(columns))
      .execute()
    await audit(ctx, 'privacy_settings.changed', { facts: { change: 'deadline' } })
    return {}
  })

import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { retentions } from '../../../foundation/server/retention.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from '../contract.ts'

const dayMs = 86_400_000
export const beforeOf = (now: Date, days: number) => new Date(now.getTime() - days * dayMs)

/** Errors: `retention.class_missing`. */
const requireClass = (name: string) => {
  const found = retentions().find((one) => one.name === name)
  if (!found) throw new AppError('missing', 'retention.class_missing')
  return found
}

export const readRetention = async (ctx: Context) => {
  const rows = await ctx.db
    .selectFrom('retention')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .execute()
  const byName = new Map(rows.map((row) => [row.class, row]))
  return retentions().map((one) => {
    const row = byName.get(one.name)
    return {
      name: one.name,
      days: row ? row.days : one.usualDays,
      usualDays: one.usualDays,
      ranAt: row?.ran_at ?? null,
      removed: Number(row?.removed_count ?? 0),
    }
  })
}

export const listRetention = async (ctx: Context) => ({ data: await readRetention(ctx) })

export const previewRetention = async (
  ctx: Context,
  { name, days }: z.output<typeof contract.previewRetention.input>,
) => ({ count: await requireClass(name).count(ctx, beforeOf(ctx.now, days)) })

export const putRetention = (
  ctx: Context,
  { name, days }: z.output<typeof contract.putRetention.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    requireClass(name)
    const columns = {
      days,
      updated_at: ctx.now,
      updated_by: `${ctx.actor.type}:${ctx.actor.id}`,
      ran_at: null,
    }
    await ctx.db
      .insertInto('retention')
      .values({ workspace_id: ctx.workspaceId, class: name, ...columns })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'class']).doUpdateSet(columns))
      .execute()
    await audit(ctx, 'privacy_settings.changed', {
      facts: { change: 'retention', class: name, days },
    })
    return {}
  })

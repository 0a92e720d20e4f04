import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { componentOf } from '../component.ts'

export type Ruling = 'same' | 'different'

/** Remembers what staff decided of two customers; a later word replaces an earlier one. Candidates learn from it. */
export const rule = async (ctx: Context, one: string, other: string, ruling: Ruling) => {
  const [a, b] = one < other ? [one, other] : [other, one]
  const said = { ruling, actor_type: ctx.actor.type, actor_id: ctx.actor.id, at: ctx.now }
  await ctx.db
    .updateTable('duplicate_pair')
    .set({ state: ruling, decided_at: ctx.now, decided_by: ctx.actor.id })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('a', '=', a)
    .where('b', '=', b)
    .execute()
  await ctx.db
    .insertInto('identity_ruling')
    .values({ workspace_id: ctx.workspaceId, a, b, ...said })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'a', 'b']).doUpdateSet(said))
    .execute()
}

/** Whether somebody said that these two, or anybody merged into them, are different people. */
export const areRuledDifferent = async (ctx: Context, one: string, other: string) => {
  const mine = await componentOf(ctx, one)
  const theirs = await componentOf(ctx, other)
  const { rows } = await sql`
    select 1 from identity_ruling where workspace_id = ${ctx.workspaceId} and ruling = 'different'
      and ((a = any(${mine}::uuid[]) and b = any(${theirs}::uuid[]))
        or (a = any(${theirs}::uuid[]) and b = any(${mine}::uuid[])))
    limit 1`.execute(ctx.db)
  return rows.length > 0
}

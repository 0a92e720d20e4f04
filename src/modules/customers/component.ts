import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/**
 * A customer and everybody merged into them. Rows keep the customer they were written for, so that a merge rewrites
 * nothing and an unmerge needs to restore nothing: whoever reads a customer's past reads the past of all of these.
 */
export const componentOf = async (ctx: Context, rootId: string): Promise<string[]> => {
  const rows = await ctx.db
    .selectFrom('customer')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where((eb) => eb.or([eb('id', '=', rootId), eb('root_id', '=', rootId)]))
    .limit(10_000)
    .execute()
  return rows.map(({ id }) => id)
}

/** Who stands for this customer by now; undefined when there is none. */
export const standingFor = async (ctx: Context, id: string): Promise<string | undefined> => {
  const row = await ctx.db
    .selectFrom('customer')
    .select(['id', 'root_id'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.root_id ?? row?.id
}

/** A customer and everybody merged into it, whether it stands or not. */
export const belowOf = async (ctx: Context, id: string): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    with recursive below as (
      select ${id}::uuid as id
      union
      select c.id from customer c join below b on c.merged_into = b.id where c.workspace_id = ${ctx.workspaceId})
    select id from below`.execute(ctx.db)
  return rows.map((row) => row.id)
}

/** Puts `id` under another customer, or on its own feet again; everybody merged into it comes along. */
export const placeUnder = (
  ctx: Context,
  id: string,
  into: { id: string; actId: string } | undefined,
) =>
  sql`
    with recursive below as (
      select workspace_id, id from customer where workspace_id = ${ctx.workspaceId} and id = ${id}
      union
      select c.workspace_id, c.id from customer c
        join below b on c.workspace_id = b.workspace_id and c.merged_into = b.id)
    update customer c set
      merged_into = case when c.id = ${id} then ${into?.id ?? null}::uuid else c.merged_into end,
      merge_act = case when c.id = ${id} then ${into?.actId ?? null}::uuid else c.merge_act end,
      root_id = case when c.id = ${id} then ${into?.id ?? null}::uuid else ${into?.id ?? id}::uuid end
    from below where c.workspace_id = below.workspace_id and c.id = below.id`.execute(ctx.db)

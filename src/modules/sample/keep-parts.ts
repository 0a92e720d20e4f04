import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/** What removal has to know of; `added` stands for the whole, `identifier` for what it found to take away. */
export type PartKind =
  | 'added'
  | 'connection'
  | 'source'
  | 'label'
  | 'team'
  | 'member'
  | 'script'
  | 'identifier'
  | 'group'
  | 'purpose'
  | 'request'
export type Part = { id: string; facts: Record<string, unknown> }

/** Notes that this row belongs to the sample. */
export const keepPart = (
  ctx: Context,
  kind: PartKind,
  id: string,
  facts: Record<string, unknown> = {},
) => keepParts(ctx, kind, [{ id, facts }])

export const keepParts = async (ctx: Context, kind: PartKind, parts: readonly Part[]) => {
  if (parts.length === 0) return
  await ctx.db
    .insertInto('sample_part')
    .values(
      parts.map(({ id, facts }) => ({
        workspace_id: ctx.workspaceId,
        kind,
        id,
        facts: JSON.stringify(facts),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Adds to what is known of a part, or replaces it name by name. */
export const changeFacts = (
  ctx: Context,
  kind: PartKind,
  id: string,
  facts: Record<string, unknown>,
) =>
  ctx.db
    .updateTable('sample_part')
    .set({ facts: sql`facts || ${JSON.stringify(facts)}::jsonb` })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .execute()

export const listParts = async (ctx: Context, kind: PartKind): Promise<Part[]> => {
  const rows = await selectParts(ctx, kind).execute()
  return rows.map(({ id, facts }) => ({ id, facts: facts as Part['facts'] }))
}

/** Locked until the transaction ends, so that a removal waits for it. */
export const lockPart = async (ctx: Context, kind: PartKind, id: string) => {
  const row = await selectParts(ctx, kind).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && { id: row.id, facts: row.facts as Part['facts'] }
}

const selectParts = (ctx: Context, kind: PartKind) =>
  ctx.db
    .selectFrom('sample_part')
    .select(['id', 'facts'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('kind', '=', kind)

/** All of a kind, or all there are. */
export const dropParts = (ctx: Context, kind?: PartKind) =>
  ctx.db
    .deleteFrom('sample_part')
    .where('workspace_id', '=', ctx.workspaceId)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
    .execute()

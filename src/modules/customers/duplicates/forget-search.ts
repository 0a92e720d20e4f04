import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/** Whether duplicates were ever searched for. */
export const hasSearched = async (ctx: Context) => {
  const { rows } =
    await sql`select 1 from match_search where workspace_id = ${ctx.workspaceId}`.execute(ctx.db)
  return rows.length > 0
}

/**
 * Forgets what was compared and learned, where all of it was only ever a rehearsal: the next search begins anew. What was
 * found and decided of customers who stay, stays. Inside the caller's transaction.
 */
export const forgetSearch = async (ctx: Context) => {
  for (const table of ['match_search', 'match_key', 'match_record'])
    await sql`delete from ${sql.table(table)} where workspace_id = ${ctx.workspaceId}`.execute(
      ctx.db,
    )
}

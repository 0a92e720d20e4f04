import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

const batch = 500

/** Takes the visitors of these connections away, with their proofs; what they wrote must be gone already. */
export const forgetVisitorsOf = async (ctx: Context, connectionIds: readonly string[]) => {
  for (;;) {
    const { rows } = await sql`delete from visitor where (workspace_id, id) in (
        select workspace_id, id from visitor
        where workspace_id = ${ctx.workspaceId} and connection_id = any(${[...connectionIds]}::uuid[]) limit ${batch})
      returning id`.execute(ctx.db)
    if (rows.length < batch) return
  }
}

import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'

export const showApiKey = (row: Selectable<Database['api_key']>) => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
})

/** Newest first, those that still stand. */
export const listApiKeys = async (
  ctx: Context,
  { after, limit }: { after?: string; limit: number },
) => {
  const place = parseCursor(after)
  const rows = await ctx.db
    .selectFrom('api_key')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('revoked_at', 'is', null)
    .$if(place !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${place?.at}, ${place?.id}::uuid)`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, (row) => ({ at: row.created_at, id: row.id }), showApiKey)
}

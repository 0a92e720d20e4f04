import { type Selectable, sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import type { Role } from '../../../foundation/server/module.ts'

/** Neither accepted, taken back nor expired. */
export const openInvitations = (ctx: Context) =>
  ctx.db
    .selectFrom('invitation')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', ctx.now)

export const showInvitation = (row: Selectable<Database['invitation']>) => ({
  id: row.id,
  email: row.email,
  role: row.role as Role,
  expiresAt: row.expires_at,
  createdAt: row.created_at,
})

/** Newest first. */
export const listInvitations = async (
  ctx: Context,
  { after, limit }: { after?: string; limit: number },
) => {
  const place = parseCursor(after)
  const rows = await openInvitations(ctx)
    .selectAll()
    .$if(place !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${place?.at}, ${place?.id}::uuid)`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, (row) => ({ at: row.created_at, id: row.id }), showInvitation)
}

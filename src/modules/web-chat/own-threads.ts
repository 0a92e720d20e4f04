import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { VisitorRow } from './visitor-session.ts'

/**
 * The threads this visitor may read: the own one; after proof also those of the proved address or
 * account, and of the same person's other proved devices. Never decided by a claim.
 */
export const ownThreads = async (ctx: Context, visitor: VisitorRow): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select t.id from thread t where t.workspace_id = ${ctx.workspaceId} and (
      t.identifier_id = ${visitor.identifier_id}
      or t.identifier_id = ${visitor.proved_identifier_id}::uuid
      or t.identifier_id in (select v.identifier_id from visitor v
        where v.workspace_id = ${ctx.workspaceId} and v.proved_identifier_id = ${visitor.proved_identifier_id}::uuid))
    order by t.created_at desc limit 200`.execute(ctx.db)
  return rows.map((row) => row.id)
}

/** The same person's other devices. */
export const provedDevices = async (ctx: Context, visitor: VisitorRow): Promise<string[]> => {
  if (!visitor.proved_identifier_id) return []
  const rows = await ctx.db
    .selectFrom('visitor')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('proved_identifier_id', '=', visitor.proved_identifier_id)
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => row.id)
}

import { sql } from 'kysely'
import type { Belongings } from '../customers/index.ts'

/** Conversations that would follow a customer's identifiers. */
export const countBelongings: Belongings = async (ctx, { ids, identifierIds }) => {
  const theirs =
    ids.length > 0
      ? sql`customer_id = any(${[...ids]}::uuid[])`
      : sql`id in (select conversation_id from thread
          where workspace_id = ${ctx.workspaceId} and identifier_id = any(${[...identifierIds]}::uuid[]))`
  const { rows } = await sql<{ conversations: number; open: number }>`
    select count(*)::int as conversations, count(*) filter (where status = 'open')::int as open
    from conversation where workspace_id = ${ctx.workspaceId} and ${theirs} and message_count > 0`.execute(
    ctx.db,
  )
  return { ...rows[0]! }
}

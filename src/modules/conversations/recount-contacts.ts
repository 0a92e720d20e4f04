import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { lockContacts, setContact } from '../customers/index.ts'

/** When these customers were last heard from, by the conversations that are theirs now. */
export const recountContacts = async (ctx: Context, customerIds: readonly string[]) => {
  const ids = [...new Set(customerIds)]
  if (ids.length === 0) return
  await lockContacts(ctx, ids)
  const { rows } = await sql<{ id: string; at: Date | null }>`
    select id, (select max(last_inbound_at) from conversation
      where workspace_id = ${ctx.workspaceId} and customer_id = wanted.id) as at
    from unnest(${ids}::uuid[]) as wanted (id) order by id`.execute(ctx.db)
  for (const { id, at } of rows) await setContact(ctx, id, at)
}

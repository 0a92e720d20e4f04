import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { Reader } from '../../../foundation/server/events/reader.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { splitOff } from '../commands/split-off.ts'
import { conversationFollowed } from '../events.ts'
import { recountContacts } from '../recount-contacts.ts'

/** Mostly somebody wrote for the first time, and all is as it should be: no identifier there is anybody else's. */
const agree = async (ctx: Context, identifierId: string) => {
  const { rows } = await sql`
    select 1 from thread mine
    join thread t on t.workspace_id = mine.workspace_id and t.conversation_id = mine.conversation_id
    join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id
    join conversation c on c.workspace_id = t.workspace_id and c.id = t.conversation_id
    where mine.workspace_id = ${ctx.workspaceId} and mine.identifier_id = ${identifierId}
      and i.customer_id <> c.customer_id limit 1`.execute(ctx.db)
  return rows.length === 0
}

/**
 * A conversation belongs to whoever its threads' identifiers belong to. When one of those moves,
 * the conversation follows: the oldest vouched-for identifier decides, else the oldest. A thread that is then somebody
 * else's than its conversation is split off.
 */
export const followCustomer: Reader = {
  name: 'conversations-follow-customer',
  kinds: ['identifier.linked'],
  // Visitors and files bring identifiers by the thousand that nobody ever wrote by.
  sift: async (ctx, events) => {
    const ids = events.map(({ facts }) => String(facts.identifierId))
    const { rows } = await sql<{ id: string }>`select distinct identifier_id as id from thread
      where workspace_id = ${ctx.workspaceId} and identifier_id = any(${ids}::uuid[])`.execute(
      ctx.db,
    )
    const written = new Set(rows.map(({ id }) => id))
    return events.filter(({ facts }) => written.has(String(facts.identifierId)))
  },
  react: async (ctx, event) => {
    if (await agree(ctx, String(event.facts.identifierId))) return
    const { rows } = await sql<{ id: string; customer_id: string; was: string }>`
      update conversation c set customer_id = owner.customer_id
      from (
        select distinct on (t.conversation_id) t.conversation_id, i.customer_id, k.customer_id as was
        from thread t
        join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id and i.customer_id is not null
        join conversation k on k.workspace_id = t.workspace_id and k.id = t.conversation_id
        where t.workspace_id = ${ctx.workspaceId} and t.conversation_id in (
          select conversation_id from thread where workspace_id = ${ctx.workspaceId} and identifier_id = ${String(event.facts.identifierId)})
        order by t.conversation_id, (i.trust = 'verified') desc, t.created_at) owner
      where c.workspace_id = ${ctx.workspaceId} and c.id = owner.conversation_id and c.customer_id <> owner.customer_id
      returning c.id, c.customer_id, owner.was`.execute(ctx.db)
    for (const row of rows) {
      await record(
        ctx,
        conversationFollowed,
        { conversationId: row.id, customerId: row.customer_id },
        { from: row.was },
      )
    }
    const parted = await splitOff(ctx, String(event.facts.identifierId))
    await recountContacts(ctx, [...rows.flatMap((row) => [row.was, row.customer_id]), ...parted])
  },
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { authorOf } from './author.ts'

/** More than so many are not named one by one. */
const mostNamed = 20

type Newer = { id: string; direction: 'in' | 'out' }

/**
 * Refuses when a customer wrote, a colleague answered, or one of them moved such a message here, after the message that
 * the writer saw last. Asked under the
 * conversation's lock, where every message gets its event, so the order of events is the order in which they came to be.
 * Errors: `conversation.moved` with the ids, oldest first.
 */
export const refuseUnseen = async (ctx: Context, conversationId: string, seen: string) => {
  const me = authorOf(ctx).id
  const { rows } = await sql<Newer>`
    with seen as (
      select m.created_at - interval '1 hour' as since from message m
      where m.workspace_id = ${ctx.workspaceId} and m.id = ${seen} and m.conversation_id = ${conversationId}),
    first as (
      select e.message_id, min(e.number) as number, false as mine from event e
      where e.workspace_id = ${ctx.workspaceId} and e.conversation_id = ${conversationId} and e.message_id is not null
        and e.at >= (select since from seen) group by e.message_id),
    moved as (
      select unnest(v.message_ids) as message_id, e.number, e.actor_id = ${me}::text as mine
      from event e join conversation_move v on v.workspace_id = e.workspace_id and v.id = (e.facts ->> 'moveId')::uuid
      where e.workspace_id = ${ctx.workspaceId} and e.conversation_id = ${conversationId}
        and e.kind = 'conversation.moved' and e.facts ->> 'to' = ${conversationId}::text
        and e.at >= (select since from seen)),
    came as (
      select distinct on (message_id) message_id, number, mine from (select * from first union all select * from moved) one
      order by message_id, number desc)
    select m.id, m.direction from message m
    left join came on came.message_id = m.id
    where m.workspace_id = ${ctx.workspaceId} and m.conversation_id = ${conversationId} and m.id <> ${seen}
      and m.kind = 'message' and m.automatic is null
      and (m.direction = 'in' or m.author_id is distinct from ${me})
      and (not exists (select 1 from seen) or came.number > (select number from came where message_id = ${seen})
        and not came.mine)
    order by m.created_at desc, m.id desc limit ${mostNamed}`.execute(ctx.db)
  if (rows.length === 0) return
  throw new AppError('conflict', 'conversation.moved', {
    count: rows.length,
    messageIds: rows.map(({ id }) => id).reverse(),
    byCustomer: rows.some(({ direction }) => direction === 'in'),
  })
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { authorOf } from './author.ts'

/** More than so many are not named one by one. */
const mostNamed = 20

type Newer = { id: string; direction: 'in' | 'out' }

/**
 * Refuses when a customer wrote or a colleague answered after the message that the writer saw last. Asked under the
 * conversation's lock, where every message gets its event, so the order of events is the order in which they came to be.
 * Errors: `conversation.moved` with the ids, oldest first.
 */
export const refuseUnseen = async (ctx: Context, conversationId: string, seen: string) => {
  const { rows } = await sql<Newer>`
    with seen as (
      select m.created_at - interval '1 hour' as since from message m
      where m.workspace_id = ${ctx.workspaceId} and m.id = ${seen} and m.conversation_id = ${conversationId}),
    first as (
      select e.message_id, min(e.number) as number from event e
      where e.workspace_id = ${ctx.workspaceId} and e.conversation_id = ${conversationId} and e.message_id is not null
        and e.at >= (select since from seen) group by e.message_id)
    select m.id, m.direction from message m
    left join first on first.message_id = m.id
    where m.workspace_id = ${ctx.workspaceId} and m.conversation_id = ${conversationId} and m.id <> ${seen}
      and m.kind = 'message' and m.automatic is null
      and (m.direction = 'in' or m.author_id is distinct from ${authorOf(ctx).id})
      and (not exists (select 1 from seen) or m.created_at >= (select since from seen)
        and first.number > (select number from first where message_id = ${seen}))
    order by m.created_at desc, m.id desc limit ${mostNamed}`.execute(ctx.db)
  if (rows.length === 0) return
  throw new AppError('conflict', 'conversation.moved', {
    count: rows.length,
    messageIds: rows.map(({ id }) => id).reverse(),
    byCustomer: rows.some(({ direction }) => direction === 'in'),
  })
}

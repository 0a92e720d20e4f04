import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { runPrepared } from '../../../foundation/server/database/run-prepared.ts'
import { hidden } from '../../members/index.ts'
import type * as contract from '../contract.ts'
import { replyAddress } from '../reply-address.ts'
import { visibleTo } from '../visible-to.ts'
import { requireShown } from './list-conversations.ts'
import { type Row, showRow } from './show-conversations.ts'

type Thread = z.input<typeof contract.Thread>

const listThreads = (ctx: Context, conversationId: string): Promise<Thread[]> =>
  runPrepared(
    ctx,
    sql<Thread>`
    select t.id, t.channel, t.connection_id as "connectionId", k.name as "connectionName", t.subject,
      case when i.type = 'visitor' then coalesce(v.claimed_email, '') else coalesce(${replyAddress}, i.shown) end as address,
      -- Vouched for, but as somebody else than the customer shown here, is no more than a claim here.
      case when i.customer_id <> c.customer_id then 'claimed'
        when i.type = 'visitor' and i.trust = 'device' and v.claimed_email is not null then 'claimed'
        else coalesce(i.trust, 'device') end as trust,
      (select max(m.created_at) from message m where m.workspace_id = t.workspace_id and m.thread_id = t.id
        and m.direction = 'in') as "lastInboundAt"
    from thread t
    join conversation c on c.workspace_id = t.workspace_id and c.id = t.conversation_id
    join connection k on k.workspace_id = t.workspace_id and k.id = t.connection_id
    join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id
    left join visitor v on v.workspace_id = t.workspace_id and v.identifier_id = i.id
    where t.workspace_id = ${ctx.workspaceId} and t.conversation_id = ${conversationId}
    order by t.created_at limit 100`,
  )

export const getConversation = async (ctx: Context, { id }: { id: string }) => {
  const { row, position } = await requireShown(ctx, id)
  const [threads, follows] = await Promise.all([listThreads(ctx, id), findFollowed(ctx, row)])
  const replyThreadId =
    threads.find((thread) => thread.id === row.reply_thread_id)?.id ?? threads.at(-1)?.id ?? null
  const shown = ctx.sight.contact
    ? threads
    : threads.map((thread) => ({ ...thread, address: thread.address && hidden }))
  return { ...showRow(ctx, row), threads: shown, replyThreadId, follows, position }
}

const findFollowed = async (ctx: Context, { follows_id: id }: Row) => {
  if (!id) return null
  const found = await ctx.db
    .selectFrom('conversation')
    .select(['id', 'number'])
    .where(visibleTo(ctx))
    .where('id', '=', id)
    .executeTakeFirst()
  return found ?? null
}

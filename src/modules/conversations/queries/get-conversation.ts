import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { formatPosition } from '../../../foundation/server/events/position.ts'
import { readPosition } from '../../../foundation/server/events/read-log.ts'
import type * as contract from '../contract.ts'
import { getSummary } from './list-conversations.ts'

type Thread = z.input<typeof contract.Thread>

export const listThreads = async (ctx: Context, conversationId: string): Promise<Thread[]> => {
  const { rows } = await sql<Thread>`
    select t.id, t.channel, t.connection_id as "connectionId", k.name as "connectionName", t.subject,
      case when i.type = 'visitor' then coalesce(v.claimed_email, '') else i.shown end as address,
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
    order by t.created_at limit 100`.execute(ctx.db)
  return rows
}

export const getConversation = async (ctx: Context, { id }: { id: string }) => {
  const position = formatPosition(await readPosition(ctx.db))
  const summary = await getSummary(ctx, id)
  const threads = await listThreads(ctx, id)
  const { rows } = await sql<{
    reply_thread_id: string | null
    follows: { id: string; number: number } | null
  }>`
    select c.reply_thread_id, case when f.id is not null then jsonb_build_object('id', f.id, 'number', f.number) end as follows
    from conversation c left join conversation f on f.workspace_id = c.workspace_id and f.id = c.follows_id
    where c.workspace_id = ${ctx.workspaceId} and c.id = ${id}`.execute(ctx.db)
  const replyThreadId =
    threads.find((thread) => thread.id === rows[0]!.reply_thread_id)?.id ??
    threads.at(-1)?.id ??
    null
  return { ...summary, threads, replyThreadId, follows: rows[0]!.follows, position }
}

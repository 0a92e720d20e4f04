import { sql } from 'kysely'
import type { TimelineSource } from '../customers/index.ts'
import { ofVisibleConversations, showName } from '../members/index.ts'

type Row = {
  id: string
  created_at: Date
  kind: string
  subject: string
  text: string
  new_text_length: number
  channel: string
  direction: 'in' | 'out'
  conversation_id: string
  number: number
  author_name: string
  unverified: boolean
  state: string
}

/** Messages and notes of the customer's conversations. */
export const listMessagesOf: TimelineSource = async (
  ctx,
  customer,
  { before, limit, kinds, search },
) => {
  if (kinds && !kinds.has('message') && !kinds.has('note')) return []
  const pattern = search && `%${search.replace(/[\\%_]/g, '\\$&')}%`
  const holds = pattern ? sql`and (m.text ilike ${pattern} or m.subject ilike ${pattern})` : sql``
  const { rows } = await sql<Row>`
    select m.id, m.created_at, m.kind, m.subject, m.text, m.new_text_length, m.channel, m.direction, m.conversation_id,
      c.number, m.author_name, m.state, (i.customer_id <> c.customer_id or i.type = 'visitor' and i.trust <> 'verified') as unverified
    from conversation c
    join lateral (select * from message m where m.workspace_id = c.workspace_id and m.conversation_id = c.id
      ${before ? sql`and (m.created_at, m.id::text collate "C") < (${before.at}, ${before.id})` : sql``} ${holds}
      order by m.created_at desc, m.id desc limit ${limit}) m on true
    left join thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
    left join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id
    where c.workspace_id = ${ctx.workspaceId} and c.customer_id = ${customer.id}
      and ${ofVisibleConversations(ctx, 'c.id')}
    order by m.created_at desc, m.id desc limit ${limit}`.execute(ctx.db)
  return rows
    .filter((row) => !kinds || kinds.has(row.kind))
    .map((row) => ({
      id: row.id,
      at: row.created_at,
      kind: row.kind,
      title: row.subject,
      text: row.text.slice(0, Math.min(row.new_text_length, 500)),
      channel: row.channel,
      direction: row.direction,
      conversationId: row.conversation_id,
      messageId: row.id,
      unverified: row.unverified ?? false,
      facts: {
        author: showName(ctx, row.author_name),
        conversationNumber: Number(row.number),
        state: row.state,
      },
    }))
}

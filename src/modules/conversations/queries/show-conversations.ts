import { type Expression, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { runPrepared } from '../../../foundation/server/database/run-prepared.ts'
import { formatPosition } from '../../../foundation/server/events/position.ts'
import { showName } from '../../members/index.ts'
import type * as contract from '../contract.ts'

type Shown = z.input<typeof contract.Conversation>
type Person = { id: string; name: string }

/** Which conversations, in which order: a query by index alone. */
export type Page = Expression<{ id: string; last_message_at: Date }>

export const readerOf = (ctx: Context) =>
  ctx.actor.type === 'member' ? ctx.actor.id : '00000000-0000-0000-0000-000000000000'

/**
 * The conversations of a page as shown, and the place of the log that they reflect. One statement, because one
 * snapshot makes the two agree; what is shown is read for the page's rows only. The planner has to know that the log has
 * one epoch: it would count on a thousand of each row, and compile the query where that is switched on.
 */
export const showConversations = async (ctx: Context, page: Page) => {
  const rows = await runPrepared(
    ctx,
    sql<Row>`
    with page as materialized (${page})
    select place.epoch, pg_snapshot_xmin(pg_current_snapshot())::text as tx,
      c.id, c.number, c.status, c.subject, c.last_message_at, c.last_message_text, c.last_direction, c.last_channel,
      c.message_count, c.opened_at, c.first_reply_at, c.resolved_at, c.last_inbound_at, c.reply_thread_id, c.follows_id,
      p.id as customer_id, p.name as customer_name,
      (select i.shown from identifier i where i.workspace_id = c.workspace_id and i.customer_id = c.customer_id
        and i.type in ('email', 'user_id') order by (i.type = 'email') desc, i.created_at limit 1) as shown,
      m.id as member_id, m.name as member_name, t.id as team_id, t.name as team_name,
      (select jsonb_agg(jsonb_build_object('id', cl.label_id, 'name',
          (select l.name from label l where l.workspace_id = cl.workspace_id and l.id = cl.label_id)))
        from conversation_label cl where cl.workspace_id = c.workspace_id and cl.conversation_id = c.id) as labels,
      r.read_at
    from (select epoch from log_epoch limit 1) place
    left join (page join conversation c on c.workspace_id = ${ctx.workspaceId} and c.id = page.id
      join customer p on p.workspace_id = c.workspace_id and p.id = c.customer_id) on true
    left join member m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
    left join team t on t.workspace_id = c.workspace_id and t.id = c.team_id
    left join conversation_read r on r.workspace_id = c.workspace_id and r.member_id = ${readerOf(ctx)} and r.conversation_id = c.id
    order by page.last_message_at desc, page.id desc`,
  )
  const { epoch, tx } = rows[0]!
  return {
    position: formatPosition({ epoch, tx: BigInt(tx), number: 0n }),
    rows: rows.filter((row) => row.id !== null),
  }
}

export type Row = {
  epoch: number
  tx: string
  id: string
  number: number
  status: Shown['status']
  subject: string
  last_message_at: Date
  last_message_text: string
  last_direction: 'in' | 'out'
  last_channel: string
  message_count: number
  opened_at: Date
  first_reply_at: Date | null
  resolved_at: Date | null
  last_inbound_at: Date | null
  reply_thread_id: string | null
  follows_id: string | null
  customer_id: string
  customer_name: string | null
  shown: string | null
  member_id: string | null
  member_name: string | null
  team_id: string | null
  team_name: string | null
  labels: Person[] | null
  read_at: Date | null
}

const person = (id: string | null, name: string | null) =>
  id === null ? null : { id, name: name! }

const byName = (a: Person, b: Person) => (a.name < b.name ? -1 : 1)

export const showRow = (ctx: Context, row: Row): Shown => ({
  id: row.id,
  number: Number(row.number),
  status: row.status,
  subject: row.subject,
  customer: {
    id: row.customer_id,
    name: showName(ctx, row.customer_name),
    shown: (ctx.sight.contact && row.shown) || '',
  },
  assignee: person(row.member_id, row.member_name),
  team: person(row.team_id, row.team_name),
  labels: (row.labels ?? []).sort(byName),
  lastMessage: {
    at: row.last_message_at,
    text: row.last_message_text,
    direction: row.last_direction,
    channel: row.last_channel,
  },
  messageCount: row.message_count,
  unread:
    row.last_inbound_at !== null && (row.read_at === null || row.last_inbound_at > row.read_at),
  openedAt: row.opened_at,
  firstReplyAt: row.first_reply_at,
  resolvedAt: row.resolved_at,
})

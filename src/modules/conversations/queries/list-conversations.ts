import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { formatPosition } from '../../../foundation/server/events/position.ts'
import { readPosition } from '../../../foundation/server/events/read-log.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from '../contract.ts'
import { visibleTo } from '../visible-to.ts'

type Shown = z.input<typeof contract.Conversation>
type Person = { id: string; name: string }

/** Which rows a list shows, by index alone; what is shown of them is read for one page only. */
const selectIds = (ctx: Context) =>
  ctx.db
    .selectFrom('conversation')
    .select(['conversation.id', 'conversation.last_message_at'])
    .where(visibleTo(ctx))
    .where('conversation.message_count', '>', 0)

const readerOf = (ctx: Context) =>
  ctx.actor.type === 'member' ? ctx.actor.id : '00000000-0000-0000-0000-000000000000'

/** Rows as shown, in the order of `ids`. */
export const showConversations = async (ctx: Context, ids: readonly string[]): Promise<Shown[]> => {
  if (ids.length === 0) return []
  const { rows } = await sql<Row>`
    select c.id, c.number, c.status, c.subject, c.last_message_at, c.last_message_text, c.last_direction, c.last_channel,
      c.message_count, c.opened_at, c.first_reply_at, c.resolved_at, c.last_inbound_at,
      jsonb_build_object('id', p.id, 'name', p.name) as customer,
      coalesce((select i.shown from identifier i where i.workspace_id = c.workspace_id and i.customer_id = c.customer_id
        and i.type in ('email', 'user_id') order by (i.type = 'email') desc, i.created_at limit 1), '') as shown,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as assignee,
      case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as team,
      coalesce((select jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name) order by l.name)
        from conversation_label cl join label l on l.workspace_id = cl.workspace_id and l.id = cl.label_id
        where cl.workspace_id = c.workspace_id and cl.conversation_id = c.id), '[]') as labels,
      r.read_at
    from conversation c
    join customer p on p.workspace_id = c.workspace_id and p.id = c.customer_id
    left join member m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
    left join team t on t.workspace_id = c.workspace_id and t.id = c.team_id
    left join conversation_read r on r.workspace_id = c.workspace_id and r.member_id = ${readerOf(ctx)} and r.conversation_id = c.id
    where c.workspace_id = ${ctx.workspaceId} and c.id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? []).map(show)
}

type Row = {
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
  customer: { id: string; name: string | null }
  shown: string
  assignee: Person | null
  team: Person | null
  labels: Person[]
  read_at: Date | null
}

const show = (row: Row): Shown => ({
  id: row.id,
  number: Number(row.number),
  status: row.status,
  subject: row.subject,
  customer: { ...row.customer, shown: row.shown },
  assignee: row.assignee,
  team: row.team,
  labels: row.labels,
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

/** Errors: `conversation.missing`, also for what one may not see. */
export const requireVisible = async (ctx: Context, id: string) => {
  const found = await ctx.db
    .selectFrom('conversation')
    .select('conversation.id')
    .where(visibleTo(ctx))
    .where('conversation.id', '=', id)
    .executeTakeFirst()
  if (!found) throw new AppError('missing', 'conversation.missing')
}

export const getSummary = async (ctx: Context, id: string): Promise<Shown> => {
  await requireVisible(ctx, id)
  const [shown] = await showConversations(ctx, [id])
  return shown!
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

type Input = z.output<typeof contract.listConversations.input>

export const listConversations = async (ctx: Context, input: Input) => {
  // Read first: what is listed afterwards reflects at least this place of the log.
  const position = formatPosition(await readPosition(ctx.db))
  const rows = await selectPage(ctx, input)
  const shown = new Map(
    (
      await showConversations(
        ctx,
        rows.map((row) => row.id),
      )
    ).map((row) => [row.id, row]),
  )
  const kept = rows.filter((row) => shown.has(row.id))
  return {
    ...toPage(
      kept,
      input.limit,
      (row) => ({ at: row.last_message_at, id: row.id }),
      (row) => shown.get(row.id)!,
    ),
    position,
  }
}

const selectPage = (ctx: Context, input: Input) => {
  const before = parseCursor(input.after)
  const search = input.search?.normalize('NFKC').trim()
  const teamIds = input.teamId ? [input.teamId] : ctx.teamIds
  const base = input.labelId
    ? selectLabelled(ctx, input.labelId, input.status, before, input.limit)
    : selectIds(ctx)
  return base
    .$if(input.status !== 'any', (query) => query.where('conversation.status', '=', input.status))
    .$if(input.view === 'mine', (query) =>
      query.where('conversation.assignee_id', '=', readerOf(ctx)),
    )
    .$if(input.view === 'unassigned', (query) =>
      query.where('conversation.assignee_id', 'is', null),
    )
    .$if(input.view === 'team' || input.teamId !== undefined, (query) =>
      query.where(
        'conversation.team_id',
        'in',
        teamIds.length > 0 ? [...teamIds] : [readerOf(ctx)],
      ),
    )
    .$if(input.customerId !== undefined, (query) =>
      query.where('conversation.customer_id', '=', input.customerId!),
    )
    .$if(!!search, (query) => query.where(matches(ctx, search!)))
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(conversation.last_message_at, conversation.id) < (${before?.at}, ${before?.id}::uuid)`,
      ),
    )
    .orderBy('conversation.last_message_at', 'desc')
    .orderBy('conversation.id', 'desc')
    .limit(input.limit + 1)
    .execute()
}

/** A label's list walks the label's own index, which carries a copy of status and time. */
const selectLabelled = (
  ctx: Context,
  labelId: string,
  status: Input['status'],
  before: ReturnType<typeof parseCursor>,
  limit: number,
) =>
  selectIds(ctx).where('conversation.id', 'in', (eb) =>
    eb
      .selectFrom('conversation_label')
      .select('conversation_id')
      .where('conversation_label.workspace_id', '=', ctx.workspaceId)
      .where('label_id', '=', labelId)
      .$if(status !== 'any', (query) => query.where('conversation_label.status', '=', status))
      .$if(before !== undefined, (query) =>
        query.where(
          sql<boolean>`(conversation_label.last_message_at, conversation_id) < (${before?.at}, ${before?.id}::uuid)`,
        ),
      )
      .orderBy('conversation_label.last_message_at', 'desc')
      .orderBy('conversation_id', 'desc')
      .limit(limit + 1),
  )

/** By number, customer, subject, or words of the last message. */
const matches = (ctx: Context, search: string) => {
  const like = `%${escapeLike(search)}%`
  const number = /^#?(\d{1,12})$/.exec(search)?.[1] ?? '-1'
  return sql<boolean>`(conversation.number = ${number}::bigint or conversation.subject ilike ${like} or conversation.last_message_text ilike ${like}
    or exists (select 1 from customer p where p.workspace_id = ${ctx.workspaceId} and p.id = conversation.customer_id and p.name ilike ${like})
    or exists (select 1 from identifier i where i.workspace_id = ${ctx.workspaceId} and i.customer_id = conversation.customer_id and i.value ilike ${like}))`
}

const countLimit = 1000

export const countConversations = async (ctx: Context) => {
  const teams = ctx.teamIds
  const counted = (
    where: ReturnType<typeof sql>,
  ) => sql<number>`(select count(*)::int from (select 1 from conversation
    where ${visibleTo(ctx)} and status = 'open' and message_count > 0 and ${where} limit ${countLimit}) few)`
  const { rows } = await sql<{ all: number; mine: number; unassigned: number; team: number }>`select
    ${counted(sql`true`)} as "all", ${counted(sql`assignee_id = ${readerOf(ctx)}`)} as mine,
    ${counted(sql`assignee_id is null`)} as unassigned, ${counted(sql`team_id = any(${[...teams]}::uuid[])`)} as team`.execute(
    ctx.db,
  )
  const perTeam = await Promise.all(
    teams.slice(0, 50).map(async (teamId) => {
      const one = await sql<{
        n: number
      }>`select ${counted(sql`team_id = ${teamId}`)} as n`.execute(ctx.db)
      return [teamId, one.rows[0]!.n] as const
    }),
  )
  return { ...rows[0]!, teams: Object.fromEntries(perTeam) }
}

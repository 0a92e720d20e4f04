import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { searchableName } from '../../members/index.ts'
import type * as contract from '../contract.ts'
import { visibleTo } from '../visible-to.ts'
import { type Page, type Row, readerOf, showConversations, showRow } from './show-conversations.ts'

type Shown = z.input<typeof contract.Conversation>

/** Errors: `conversation.missing`, also for what one may not see. */
export const requireVisible = async (ctx: Context, id: string) => {
  const found = await ctx.db
    .selectFrom('conversation')
    .select(['conversation.id', 'team_id', 'reply_thread_id'])
    .where(visibleTo(ctx))
    .where('conversation.id', '=', id)
    .executeTakeFirst()
  if (!found) throw new AppError('missing', 'conversation.missing')
  return found
}

/** One conversation's row, and the place of the log that it reflects. Errors as above. */
export const requireShown = async (ctx: Context, id: string) => {
  const page: Page = sql`select id, last_message_at from conversation
    where ${visibleTo(ctx)} and conversation.id = ${id}`
  const { rows, position } = await showConversations(ctx, page)
  if (!rows[0]) throw new AppError('missing', 'conversation.missing')
  return { row: rows[0], position }
}

export const getSummary = async (ctx: Context, id: string): Promise<Shown> =>
  showRow(ctx, (await requireShown(ctx, id)).row)

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

type Input = z.output<typeof contract.listConversations.input>

export const listConversations = async (ctx: Context, input: Input) => {
  const { rows, position } = await showConversations(ctx, selectPage(ctx, input))
  const cursorOf = (row: Row) => ({ at: row.last_message_at, id: row.id })
  return { ...toPage(rows, input.limit, cursorOf, (row) => showRow(ctx, row)), position }
}

/** A label's list walks the label's own index, which carries a copy of status and time. */
const selectPage = (ctx: Context, input: Input): Page => {
  const before = parseCursor(input.after)
  const search = input.search?.normalize('NFKC').trim()
  const teamIds = input.teamId ? [input.teamId] : ctx.teamIds
  const labelled = sql`join conversation_label l on l.workspace_id = conversation.workspace_id
    and l.conversation_id = conversation.id and l.label_id = ${input.labelId}`
  const at = input.labelId ? sql`l.last_message_at` : sql`conversation.last_message_at`
  const id = input.labelId ? sql`l.conversation_id` : sql`conversation.id`
  const conditions = [
    visibleTo(ctx),
    sql`conversation.message_count > 0`,
    input.status !== 'any' && sql`conversation.status = ${input.status}`,
    input.status !== 'any' && input.labelId && sql`l.status = ${input.status}`,
    input.labelId && sql`l.workspace_id = ${ctx.workspaceId}`,
    input.view === 'mine' && sql`conversation.assignee_id = ${readerOf(ctx)}`,
    input.view === 'unassigned' && sql`conversation.assignee_id is null`,
    (input.view === 'team' || input.teamId) && sql`conversation.team_id = any(${teamIds}::uuid[])`,
    input.customerId && sql`conversation.customer_id = ${input.customerId}`,
    search && matches(ctx, search),
    before && sql`(${at}, ${id}) < (${before.at}, ${before.id}::uuid)`,
  ].filter((condition) => typeof condition === 'object')
  // The number of rows stands in the text: a plan that is kept has to know that they are few.
  return sql`select ${id} as id, ${at} as last_message_at from conversation
    ${input.labelId ? labelled : sql``} where ${sql.join(conditions, sql` and `)}
    order by ${at} desc, ${id} desc limit ${sql.lit(input.limit + 1)}`
}

/** By number, customer, subject, or words of the last message. */
const matches = (ctx: Context, search: string) => {
  const like = `%${escapeLike(search)}%`
  const number = /^#?(\d{1,12})$/.exec(search)?.[1] ?? '-1'
  return sql<boolean>`(conversation.number = ${number}::bigint or conversation.subject ilike ${like} or conversation.last_message_text ilike ${like}
    or exists (select 1 from customer p where p.workspace_id = ${ctx.workspaceId} and p.id = conversation.customer_id and p.name ilike ${like} and ${searchableName(ctx, 'p.name')})
    ${ctx.sight.contact ? byIdentifier(ctx, like) : sql``})`
}

/** Whoever may not see an address must not find out by searching for it either. */
const byIdentifier = (ctx: Context, like: string) =>
  sql`or exists (select 1 from identifier i where i.workspace_id = ${ctx.workspaceId} and i.customer_id = conversation.customer_id and i.value ilike ${like})`

import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/** Whether the actor sees only what their own teams handle. */
export const isLimited = ({ sight }: Pick<Context, 'sight'>) => sight.conversations === 'own-teams'

const inOwnTeams = ({ teamIds }: Context) =>
  teamIds.length === 1
    ? sql`conversation.team_id = ${teamIds[0]}`
    : sql`conversation.team_id = any(${[...teamIds]}::uuid[])`

/** A condition on `conversation`: the caller's workspace, and what of it they may see. */
export const visibleConversations = (ctx: Context): RawBuilder<SqlBool> =>
  isLimited(ctx)
    ? sql<SqlBool>`conversation.workspace_id = ${ctx.workspaceId} and ${inOwnTeams(ctx)}`
    : sql<SqlBool>`conversation.workspace_id = ${ctx.workspaceId}`

const everything = sql<SqlBool>`true`

const hasVisible = (ctx: Context, column: 'id' | 'customer_id', of: string | RawBuilder<unknown>) =>
  sql<SqlBool>`exists (select 1 from conversation
    where ${visibleConversations(ctx)} and ${sql.ref(`conversation.${column}`)} = ${typeof of === 'string' ? sql.ref(of) : of})`

/** The same for rows that name a conversation, in a column as the query calls it: `message.conversation_id`. */
export const ofVisibleConversations = (ctx: Context, column: string): Expression<SqlBool> =>
  isLimited(ctx) ? hasVisible(ctx, 'id', column) : everything

/** Customers who have a conversation that one sees, and what names them: `customer.id`, `visit.customer_id`. */
export const ofVisibleCustomers = (
  ctx: Context,
  column: string | RawBuilder<unknown>,
): Expression<SqlBool> => (isLimited(ctx) ? hasVisible(ctx, 'customer_id', column) : everything)

/**
 * A condition on `file`: what hangs on a message that one sees, and what one uploaded. Raw mails are files too, and show
 * every address, so it holds for everybody from whom anything is kept.
 */
export const visibleFiles = (ctx: Context): Expression<SqlBool> =>
  !isLimited(ctx) && ctx.sight.contact
    ? everything
    : sql<SqlBool>`(file.uploaded_by = ${`${ctx.actor.type}:${ctx.actor.id}`} or exists (
      select 1 from message_file
      join message on message.workspace_id = message_file.workspace_id and message.id = message_file.message_id
      join conversation on conversation.workspace_id = message.workspace_id and conversation.id = message.conversation_id
      where message_file.workspace_id = file.workspace_id and message_file.file_id = file.id
        and ${visibleConversations(ctx)}))`

/** A condition on `member`: colleagues of one's own teams, and oneself. */
export const visibleMembers = (ctx: Context): Expression<SqlBool> =>
  isLimited(ctx)
    ? sql<SqlBool>`(member.id::text = ${ctx.actor.id} or exists (select 1 from team_member
      where team_member.workspace_id = member.workspace_id and team_member.member_id = member.id
        and team_member.team_id = any(${[...ctx.teamIds]}::uuid[])))`
    : everything

/** A condition on `team`. */
export const visibleTeams = (ctx: Context): Expression<SqlBool> =>
  isLimited(ctx) ? sql<SqlBool>`team.id = any(${[...ctx.teamIds]}::uuid[])` : everything

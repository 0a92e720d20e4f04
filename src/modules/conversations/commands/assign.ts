import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { lockConversation } from '../conversation-rows.ts'
import { conversationAssigned } from '../events.ts'
import { seeingAll } from '../permissions.ts'
import { getSummary } from '../queries/list-conversations.ts'

type Input = {
  id: string
  assigneeId?: string | null | undefined
  teamId?: string | null | undefined
}

/**
 * To a member, a team, or nobody; what is absent stays, but for an assignee who sees no more of it: then nobody has it.
 * Errors: `member.missing`, `member.cannot_see`, `team.missing`.
 */
export const assign = (ctx: Context, { id, ...wanted }: Input) =>
  inTransaction(ctx, async (ctx) => {
    const before = await lockConversation(ctx, id)
    let assigneeId = wanted.assigneeId === undefined ? before.assignee_id : wanted.assigneeId
    const teamId = wanted.teamId === undefined ? before.team_id : wanted.teamId
    if (wanted.assigneeId) await requireActive(ctx, 'member', wanted.assigneeId)
    if (wanted.teamId) await requireActive(ctx, 'team', wanted.teamId)
    if (assigneeId && !(await sees(ctx, assigneeId, teamId))) {
      if (wanted.assigneeId) throw new AppError('conflict', 'member.cannot_see')
      assigneeId = null
    }
    if (assigneeId === before.assignee_id && teamId === before.team_id) return getSummary(ctx, id)
    await ctx.db
      .updateTable('conversation')
      .set({ assignee_id: assigneeId, team_id: teamId })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await record(
      ctx,
      conversationAssigned,
      { conversationId: id, customerId: before.customer_id },
      { assigneeId, teamId, fromTeamId: before.team_id },
    )
    return getSummary(ctx, id)
  })

const requireActive = async (ctx: Context, table: 'member' | 'team', id: string) => {
  const found = await ctx.db
    .selectFrom(table)
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!found) throw new AppError('invalid', `${table}.missing`)
}

/** Whether this member would find a conversation of this team on their desk. */
const sees = async (ctx: Context, memberId: string, teamId: string | null) => {
  const member = await ctx.db
    .selectFrom('member')
    .leftJoin('team_member', (join) =>
      join
        .onRef('team_member.workspace_id', '=', 'member.workspace_id')
        .onRef('team_member.member_id', '=', 'member.id')
        .on('team_member.team_id', '=', teamId),
    )
    .select(['role', 'team_id'])
    .where('member.workspace_id', '=', ctx.workspaceId)
    .where('member.id', '=', memberId)
    .executeTakeFirst()
  return member !== undefined && (seeingAll.includes(member.role) || member.team_id !== null)
}

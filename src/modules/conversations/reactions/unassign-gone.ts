import type { Reader } from '../../../foundation/server/events/reader.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { conversationAssigned } from '../events.ts'

const batch = 10_000

/** What belonged to a colleague or team that left is nobody's, so that somebody takes it. */
export const unassignGone: Reader = {
  name: 'conversations-unassign-gone',
  kinds: ['member.removed', 'team.removed'],
  react: async (ctx, event) => {
    const isMember = event.kind === 'member.removed'
    const gone = String(isMember ? event.facts.memberId : event.facts.teamId)
    const column = isMember ? 'assignee_id' : 'team_id'
    const left = await ctx.db
      .updateTable('conversation')
      .set({ [column]: null })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('conversation')
          .select('id')
          .where('workspace_id', '=', ctx.workspaceId)
          .where(column, '=', gone)
          .where('status', '=', 'open')
          .limit(batch),
      )
      .returning(['id', 'customer_id', 'assignee_id', 'team_id'])
      .execute()
    for (const row of left) {
      const fromTeamId = isMember ? row.team_id : gone
      const facts = { assigneeId: row.assignee_id, teamId: row.team_id, fromTeamId }
      await record(
        ctx,
        conversationAssigned,
        { conversationId: row.id, customerId: row.customer_id },
        facts,
      )
    }
  },
}

import type { Context } from '../../foundation/server/context.ts'
import { tellNow } from '../../foundation/server/events/wake.ts'
import { requireVisible } from './queries/list-conversations.ts'

type State = 'viewing' | 'writing' | 'away'

/** Tells colleagues, and the visitor at the other end that somebody is writing. Nothing is stored. */
export const tellPresence = async (ctx: Context, { id, state }: { id: string; state: State }) => {
  await requireVisible(ctx, id)
  const { actor, workspaceId } = ctx
  if (actor.type !== 'member') return {}
  tellNow({
    workspaceId,
    kind: 'presence',
    conversationId: id,
    member: { id: actor.id, name: actor.name },
    state,
  })
  if (state === 'writing') {
    const thread = await ctx.db
      .selectFrom('conversation')
      .select('reply_thread_id')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (thread?.reply_thread_id)
      tellNow({ workspaceId, for: 'visitor', kind: 'typing', threadId: thread.reply_thread_id })
  }
  return {}
}

import type { Context } from '../../foundation/server/context.ts'
import { tellNow } from '../../foundation/server/events/wake.ts'
import { requireVisible } from './queries/list-conversations.ts'

type State = 'viewing' | 'writing' | 'away'

/** Tells colleagues, and the visitor at the other end that somebody is writing. Nothing is stored. */
export const tellPresence = async (ctx: Context, { id, state }: { id: string; state: State }) => {
  const { team_id: teamId, reply_thread_id: threadId } = await requireVisible(ctx, id)
  const { actor, workspaceId } = ctx
  if (actor.type !== 'member') return {}
  tellNow({
    workspaceId,
    kind: 'presence',
    conversationId: id,
    teamId,
    member: { id: actor.id, name: actor.name },
    state,
  })
  if (state === 'writing' && threadId)
    tellNow({ workspaceId, for: 'visitor', kind: 'typing', threadId })
  return {}
}

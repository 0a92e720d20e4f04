import type { Context } from '../../../foundation/server/context.ts'
import { enqueue } from '../../../foundation/server/jobs/jobs.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import type { Person } from '../../customers/index.ts'
import { erasePerson } from './erase-person.ts'

/** Puts it in line, in the caller's transaction; whom it is about stands there until it is done. */
export const beginErasure = async (
  ctx: Context,
  { ids, identifiers }: Person,
  { counts, requestId }: { counts: Record<string, number>; requestId?: string | undefined },
): Promise<string> => {
  const id = newId()
  await ctx.db
    .insertInto('erasure')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      request_id: requestId ?? null,
      person: JSON.stringify({ ids, identifiers }),
      counts: JSON.stringify(counts),
      created_by: `${ctx.actor.type}:${ctx.actor.id}`,
      created_at: ctx.now,
    })
    .execute()
  await enqueue(ctx, erasePerson, { erasureId: id }, { key: `erase:${id}` })
  return id
}

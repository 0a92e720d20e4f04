import type { Context } from '../../../foundation/server/context.ts'
import { enqueue } from '../../../foundation/server/jobs/jobs.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import type { Person } from '../../customers/index.ts'
import { erasePerson } from './erase-person.ts'

type Counted = { counts: Record<string, number>; requestId?: string | undefined }

/** Notes whom it is about, until it is done; in the caller's transaction. */
export const noteErasure = async (
  ctx: Context,
  { ids, identifiers }: Person,
  { counts, requestId }: Counted,
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
  return id
}

/** As `noteErasure`, and puts it in line. */
export const beginErasure = async (ctx: Context, person: Person, counted: Counted) => {
  const id = await noteErasure(ctx, person, counted)
  await enqueue(ctx, erasePerson, { erasureId: id }, { key: `erase:${id}` })
  return id
}

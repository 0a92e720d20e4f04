import type { Context } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { checkTimeZone } from './check-time-zone.ts'
import { workspaceCreated } from './events.ts'
import { workspaceOfRow } from './get-workspace.ts'

export type NewWorkspace = {
  name: string
  locale: 'en' | 'ja'
  /** An IANA name. */
  timeZone: string
}

/**
 * Makes a workspace inside the caller's transaction; the context that comes back works in it.
 * Errors: `workspace.time_zone_unknown`.
 */
export const createWorkspace = async (ctx: Context, { name, locale, timeZone }: NewWorkspace) => {
  checkTimeZone(timeZone)
  const row = await ctx.db
    .insertInto('workspace')
    .values({ id: newId(), name, locale, time_zone: timeZone, created_at: ctx.now })
    .returningAll()
    .executeTakeFirstOrThrow()
  const inside: Context = { ...ctx, workspaceId: row.id }
  await record(inside, workspaceCreated, {}, {})
  return { ctx: inside, workspace: workspaceOfRow(row) }
}

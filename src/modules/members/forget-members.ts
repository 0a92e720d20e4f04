import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/** Forgets teams that no conversation is with and that only these members are in. */
export const forgetUnusedTeams = async (
  ctx: Context,
  teams: readonly { id: string; memberIds: readonly string[] }[],
) => {
  for (const { id, memberIds } of teams)
    await sql`delete from team t where t.workspace_id = ${ctx.workspaceId} and t.id = ${id}
      and not exists (select 1 from conversation c where c.workspace_id = t.workspace_id and c.team_id = t.id)
      and not exists (select 1 from team_member m where m.workspace_id = t.workspace_id and m.team_id = t.id
        and m.member_id <> all(${[...memberIds]}::uuid[]))`.execute(ctx.db)
}

/** Forgets members who can never sign in and to whom no conversation is assigned. */
export const forgetUnusedMembers = (ctx: Context, ids: readonly string[]) =>
  sql`delete from member m where m.workspace_id = ${ctx.workspaceId} and m.id = any(${[...ids]}::uuid[])
    and m.auth_user_id is null
    and not exists (select 1 from conversation c where c.workspace_id = m.workspace_id and c.assignee_id = m.id)`.execute(
    ctx.db,
  )

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { afterName, byName, toNamePage } from '../name-page.ts'
import { visibleTeams } from '../sight/visible.ts'

/** Teams of the context's workspace that are not removed, with who is in them. */
const selectTeams = (ctx: Context) =>
  ctx.db
    .selectFrom('team')
    .select(['id', 'name'])
    .select(
      sql<string[]>`array(select t.member_id from team_member t
        where t.workspace_id = team.workspace_id and t.team_id = team.id order by t.member_id)`.as(
        'memberIds',
      ),
    )
    .where('workspace_id', '=', ctx.workspaceId)
    .where('removed_at', 'is', null)

export const listTeams = async (
  ctx: Context,
  { after, limit }: { after?: string; limit: number },
) => {
  const rows = await selectTeams(ctx)
    .where(visibleTeams(ctx))
    .where(afterName(after))
    .orderBy(byName)
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  return toNamePage(rows, limit, (row) => row)
}

/** Errors: `team.missing`. */
export const getTeam = async (ctx: Context, id: string) => {
  const row = await selectTeams(ctx).where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('missing', 'team.missing')
  return row
}

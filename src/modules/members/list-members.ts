import { type Selectable, sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import type { Role } from '../../foundation/server/module.ts'
import { afterName, byName, toNamePage } from './name-page.ts'
import { visibleMembers } from './sight/visible.ts'

/** Members of the context's workspace who are not removed, with their teams. */
export const selectMembers = (ctx: Context) =>
  ctx.db
    .selectFrom('member')
    .selectAll()
    .select(
      sql<string[]>`array(select t.team_id from team_member t
        where t.workspace_id = member.workspace_id and t.member_id = member.id order by t.team_id)`.as(
        'team_ids',
      ),
    )
    .select(
      // Who could be signed in as by a password alone is not for everybody to know.
      (ctx.can.has('member.manage')
        ? sql<boolean | null>`(exists (select 1 from auth.second_factor f
            where f.user_id = member.auth_user_id and f.secret is not null)
          or exists (select 1 from auth.passkey p where p.user_id = member.auth_user_id))`
        : sql<boolean | null>`null::boolean`
      ).as('second_factor'),
    )
    .where('workspace_id', '=', ctx.workspaceId)
    .where('removed_at', 'is', null)

type MemberRow = Selectable<Database['member']> & {
  team_ids: string[]
  second_factor: boolean | null
}

export const showMember = (row: MemberRow) => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role as Role,
  teamIds: row.team_ids,
  createdAt: row.created_at,
  secondFactor: row.second_factor,
})

export const listMembers = async (
  ctx: Context,
  { after, limit }: { after?: string; limit: number },
) => {
  const rows = await selectMembers(ctx)
    .where(visibleMembers(ctx))
    .where(afterName(after))
    .orderBy(byName)
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  return toNamePage(rows, limit, showMember)
}

import { sql } from 'kysely'
import { runPrepared } from '../../../foundation/server/database/run-prepared.ts'
import type { Role } from '../../../foundation/server/module.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { wholeDays } from './cookies.ts'

export type SessionMember = {
  sessionId: string
  workspaceId: string
  memberId: string
  name: string
  role: Role
  teamIds: string[]
  /** The workspace asks for a second factor, and neither account nor session has shown one. */
  mustEnrol: boolean
}

/**
 * The member whom a session token signs in, in the wanted workspace or else their first. One query and no
 * cache, because it is on every request and a session that was ended must be over at once, everywhere.
 */
export const findSession = async (
  services: Services,
  token: string,
  wanted: string | undefined,
): Promise<SessionMember | undefined> => {
  const { db } = services
  const [row] = await runPrepared(
    { db, services },
    sql<SessionMember & { unseen: boolean }>`
    select s.id as "sessionId", m.workspace_id as "workspaceId", m.id as "memberId", m.name, m.role,
      array(select t.team_id from team_member t where t.workspace_id = m.workspace_id and t.member_id = m.id) as "teamIds",
      s."updatedAt" < now() - interval '1 minute' as unseen,
      w.second_factor_required and s.way is distinct from 'passkey' and not exists (
        select 1 from auth.second_factor f where f.user_id = s."userId" and f.secret is not null) as "mustEnrol"
    from auth.session s join member m on m.auth_user_id = s."userId" and m.removed_at is null
    join workspace w on w.id = m.workspace_id
    where s.token = ${token} and s."expiresAt" > now() and s."createdAt" > now() - ${wholeDays} * interval '1 day'
    order by (m.workspace_id::text = ${wanted ?? ''}) desc, m.created_at, m.workspace_id limit 1`,
  )
  if (!row) return undefined
  const { unseen, ...found } = row
  if (unseen)
    await sql`update auth.session set "updatedAt" = now() where id = ${found.sessionId}`.execute(db)
  return found
}

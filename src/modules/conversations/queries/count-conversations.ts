import { type Expression, type SqlBool, sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { runPrepared } from '../../../foundation/server/database/run-prepared.ts'
import { visibleTo } from '../visible-to.ts'
import { readerOf } from './show-conversations.ts'

const countLimit = 1000
const mostTeams = 50

type Counts = { all: number; mine: number; unassigned: number; team: number }

/** Open conversations of each view, in one statement; each count stops at the limit. */
export const countConversations = async (ctx: Context) => {
  const counted = (
    where: Expression<SqlBool>,
  ) => sql`(select count(*)::int from (select 1 from conversation
    where ${visibleTo(ctx)} and status = 'open' and message_count > 0 and ${where} limit ${sql.lit(countLimit)}) few)`
  const teamIds = ctx.teamIds.slice(0, mostTeams)
  const [counts] = await runPrepared(
    ctx,
    sql<Counts & { teams: Record<string, number> | null }>`select
      ${counted(sql`true`)} as "all",
      ${counted(sql`assignee_id = ${readerOf(ctx)}`)} as mine,
      ${counted(sql`assignee_id is null`)} as unassigned,
      ${counted(sql`team_id = any(${[...ctx.teamIds]}::uuid[])`)} as team,
      (select jsonb_object_agg(own.id, ${counted(sql`team_id = own.id`)}) from unnest(${teamIds}::uuid[]) as own (id)) as teams`,
  )
  return { ...counts!, teams: counts!.teams ?? {} }
}

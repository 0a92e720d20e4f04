import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction, lockWords } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { teamCreated, teamRemoved, teamUpdated } from '../events.ts'
import { getTeam } from './list-teams.ts'

const refuseTakenName = async (ctx: Context, name: string, butId?: string) => {
  await lockWords(ctx, 'team names')
  const taken = await ctx.db
    .selectFrom('team')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('removed_at', 'is', null)
    .where((row) => row(row.fn('lower', ['name']), '=', row.fn('lower', [row.val(name)])))
    .executeTakeFirst()
  if (taken && taken.id !== butId) throw new AppError('conflict', 'team.name_taken')
}

/** Exactly these members, all of them of this workspace; gives who came and who went. Errors: `member.missing`. */
const setMembers = async (ctx: Context, teamId: string, wanted: readonly string[]) => {
  const memberIds = [...new Set(wanted)]
  const team = { workspace_id: ctx.workspaceId, team_id: teamId }
  const before = await ctx.db
    .deleteFrom('team_member')
    .where((row) => row.and(team))
    .returning('member_id')
    .execute()
  const had = new Set(before.map((row) => row.member_id))
  const changed = {
    added: memberIds.filter((id) => !had.has(id)),
    removed: [...had].filter((id) => !memberIds.includes(id)),
  }
  if (memberIds.length === 0) return changed
  const added = await ctx.db
    .insertInto('team_member')
    .columns(['workspace_id', 'team_id', 'member_id'])
    .expression((make) =>
      make
        .selectFrom('member')
        .select((row) => ['workspace_id', row.val(teamId).as('team_id'), 'id'])
        .where('workspace_id', '=', ctx.workspaceId)
        .where('removed_at', 'is', null)
        .where('id', 'in', memberIds),
    )
    .returning('member_id')
    .execute()
  if (added.length !== memberIds.length) throw new AppError('missing', 'member.missing')
  return changed
}

/** Errors: `team.name_taken`, `member.missing`. */
export const createTeam = (
  ctx: Context,
  { name, memberIds }: { name: string; memberIds: string[] },
) =>
  inTransaction(ctx, async (ctx) => {
    await refuseTakenName(ctx, name)
    const id = newId()
    await ctx.db
      .insertInto('team')
      .values({ workspace_id: ctx.workspaceId, id, name, created_at: ctx.now })
      .execute()
    await setMembers(ctx, id, memberIds)
    await record(ctx, teamCreated, {}, { teamId: id })
    await audit(ctx, 'team.created', {
      object: { type: 'team', id },
      facts: { members: memberIds.length },
    })
    return getTeam(ctx, id)
  })

/** Errors: `team.missing`, `team.name_taken`, `member.missing`. */
export const updateTeam = (
  ctx: Context,
  { id, name, memberIds }: { id: string; name?: string; memberIds?: string[] },
) =>
  inTransaction(ctx, async (ctx) => {
    await lockTeam(ctx, id)
    if (name !== undefined) {
      await refuseTakenName(ctx, name, id)
      await ctx.db
        .updateTable('team')
        .set({ name })
        .where('workspace_id', '=', ctx.workspaceId)
        .where('id', '=', id)
        .execute()
    }
    const changed = memberIds && (await setMembers(ctx, id, memberIds))
    const fields = Object.entries({ name, memberIds }).flatMap(([field, value]) =>
      value === undefined ? [] : [field],
    )
    if (fields.length > 0) {
      await record(ctx, teamUpdated, {}, { teamId: id, fields })
      await audit(ctx, 'team.updated', {
        object: { type: 'team', id },
        facts: { fields, ...changed },
      })
    }
    return getTeam(ctx, id)
  })

/** Hidden from then on; what was the team's learns of it by the event. Errors: `team.missing`. */
export const removeTeam = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    await lockTeam(ctx, id)
    await setMembers(ctx, id, [])
    await ctx.db
      .updateTable('team')
      .set({ removed_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await record(ctx, teamRemoved, {}, { teamId: id })
    await audit(ctx, 'team.removed', { object: { type: 'team', id } })
    return {}
  })

const lockTeam = async (ctx: Context, id: string) => {
  const row = await ctx.db
    .selectFrom('team')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'team.missing')
}

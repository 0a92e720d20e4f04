import { sql } from 'kysely'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction, lockWords } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import type { Role } from '../../foundation/server/module.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { tellEnded } from './access-ended.ts'
import { memberJoined, memberRemoved, memberRoleChanged } from './events.ts'
import { selectMembers, showMember } from './list-members.ts'
import { endSessionsIn } from './sign-in/end-sessions.ts'

/** Takes a person in, inside the caller's transaction; without an account it is one who never signs in. */
export const addMember = async (
  ctx: Context,
  member: { name: string; email: string; role: Role; accountId?: string; locale?: 'en' | 'ja' },
) => {
  const id = newId()
  await ctx.db
    .insertInto('member')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      auth_user_id: member.accountId ?? null,
      name: member.name,
      email: member.email.toLowerCase(),
      role: member.role,
      locale: member.locale ?? null,
      created_at: ctx.now,
    })
    .execute()
  await record(ctx, memberJoined, {}, { memberId: id, role: member.role })
  await audit(ctx, 'member.joined', {
    object: { type: 'member', id },
    facts: { role: member.role },
  })
  return id
}

const findMember = async (ctx: Context, id: string) => {
  const row = await selectMembers(ctx).where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('missing', 'member.missing')
  return row
}

/** Call with the words `admins` locked, or two admins could each leave the other as the last. */
const refuseLastAdmin = async (ctx: Context, id: string) => {
  const other = await selectMembers(ctx)
    .where('role', '=', 'admin')
    .where('auth_user_id', 'is not', null)
    .where('id', '<>', id)
    .limit(1)
    .executeTakeFirst()
  if (!other) throw new AppError('conflict', 'member.last_admin')
}

/** Errors: `member.missing`, `member.last_admin`. */
export const updateMember = (ctx: Context, { id, role }: { id: string; role: Role }) =>
  inTransaction(ctx, async (ctx) => {
    await lockWords(ctx, 'admins')
    const member = await findMember(ctx, id)
    if (member.role === role) return showMember(member)
    if (member.role === 'admin') await refuseLastAdmin(ctx, id)
    await ctx.db
      .updateTable('member')
      .set({ role })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await record(ctx, memberRoleChanged, {}, { memberId: id, from: member.role, to: role })
    await audit(ctx, 'member.role_changed', {
      object: { type: 'member', id },
      facts: { from: member.role, to: role },
    })
    return showMember({ ...member, role })
  })

/**
 * Ends the membership and what it has open; the account goes with its last membership.
 * Errors: `member.missing`, `member.last_admin`.
 */
export const removeMember = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    await lockWords(ctx, 'admins')
    const member = await findMember(ctx, id)
    if (member.role === 'admin') await refuseLastAdmin(ctx, id)
    const mine = { workspace_id: ctx.workspaceId, member_id: id }
    await ctx.db
      .deleteFrom('team_member')
      .where((row) => row.and(mine))
      .execute()
    await ctx.db
      .updateTable('member')
      .set({ removed_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await record(ctx, memberRemoved, {}, { memberId: id })
    await audit(ctx, 'member.removed', { object: { type: 'member', id } })
    await tellEnded(ctx.db, [{ type: 'member', id }])
    if (member.auth_user_id) await removeAccountIfUnused(ctx, member.auth_user_id)
    return {}
  })

const removeAccountIfUnused = async (ctx: Context, userId: string) => {
  const elsewhere = await ctx.db
    .selectFrom('member')
    .select('id')
    .where('auth_user_id', '=', userId)
    .where('removed_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (elsewhere) return
  await endSessionsIn(ctx, sql`"userId" = ${userId}`)
  await sql`delete from auth.verification where value = ${userId}`.execute(ctx.db)
  await sql`delete from auth."user" where id = ${userId}`.execute(ctx.db)
}

import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction, lockWords } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import type { Role } from '../../../foundation/server/module.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { memberInvited } from '../events.ts'
import { selectMembers } from '../list-members.ts'
import { sendMail, writeMail } from '../mailer.ts'
import { hashToken, newToken } from '../secret-token.ts'
import { openInvitations, showInvitation } from './list-invitations.ts'

const lifeMs = 7 * 24 * 60 * 60 * 1000

/** One open invitation an address: a new one makes the earlier link void. Errors: `member.exists`. */
export const inviteMember = async (ctx: Context, input: { email: string; role: Role }) => {
  const token = newToken()
  const { row, workspace } = await inTransaction(ctx, (ctx) => insert(ctx, input, token))
  const link = `${ctx.services.publicUrl}/invitation/${token}`
  const mail = writeMail(workspace.locale, 'invitation', { workspace: workspace.name, link })
  sendMail(ctx.services, { workspaceId: ctx.workspaceId, to: row.email, ...mail })
  return { ...showInvitation(row), link }
}

const insert = async (ctx: Context, input: { email: string; role: Role }, token: string) => {
  const email = input.email.toLowerCase()
  await lockWords(ctx, 'member', email)
  const member = await selectMembers(ctx).where('email', '=', email).executeTakeFirst()
  if (member) throw new AppError('conflict', 'member.exists')
  const earlier = openInvitations(ctx).where('email', '=', email).select('id')
  await ctx.db
    .updateTable('invitation')
    .set({ revoked_at: ctx.now })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', 'in', earlier)
    .execute()
  const row = await ctx.db
    .insertInto('invitation')
    .values({
      workspace_id: ctx.workspaceId,
      id: newId(),
      email,
      role: input.role,
      token_hash: hashToken(token),
      invited_by: ctx.actor.type === 'member' ? ctx.actor.id : null,
      created_at: ctx.now,
      expires_at: new Date(ctx.now.getTime() + lifeMs),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(ctx, memberInvited, {}, { invitationId: row.id, role: row.role })
  await audit(ctx, 'member.invited', {
    object: { type: 'invitation', id: row.id },
    facts: { role: row.role },
  })
  return { row, workspace: await getWorkspace(ctx) }
}

import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { invitationRevoked } from '../events.ts'
import { openInvitations } from './list-invitations.ts'

/** Errors: `invitation.missing`. */
export const revokeInvitation = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const open = await openInvitations(ctx)
      .select('id')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!open) throw new AppError('missing', 'invitation.missing')
    await ctx.db
      .updateTable('invitation')
      .set({ revoked_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await record(ctx, invitationRevoked, {}, { invitationId: id })
    await audit(ctx, 'invitation.revoked', { object: { type: 'invitation', id } })
    return {}
  })

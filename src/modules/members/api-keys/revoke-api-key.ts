import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { tellEnded } from '../access-ended.ts'
import { apiKeyRevoked } from '../events.ts'

/** Ends it, and what it has open, at once. Errors: `api_key.missing`. */
export const revokeApiKey = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const row = await ctx.db
      .updateTable('api_key')
      .set({ revoked_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!row) throw new AppError('missing', 'api_key.missing')
    await record(ctx, apiKeyRevoked, {}, { apiKeyId: id })
    await audit(ctx, 'api_key.revoked', { object: { type: 'api-key', id } })
    await tellEnded(ctx.db, [{ type: 'api-key', id }])
    return {}
  })

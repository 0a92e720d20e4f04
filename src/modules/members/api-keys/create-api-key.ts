import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { findFirstWorkspace } from '../../workspaces/index.ts'
import { apiKeyCreated } from '../events.ts'
import { everything, type Permissions, permissionsOfRole } from '../policy.ts'
import { hashToken, newToken } from '../secret-token.ts'
import { showApiKey } from './list-api-keys.ts'

/**
 * Nobody gives more than they have: `api_key.scope_unknown` (facts: `scope`). Without scopes, all an admin has;
 * a key that makes a key passes on its own. The key itself is in the answer and nowhere else.
 */
export const createApiKey = (ctx: Context, { name, scopes }: { name: string; scopes?: string[] }) =>
  inTransaction(ctx, async (ctx) => {
    const beyond = scopes?.find((scope) => !ctx.can.has(scope))
    if (beyond !== undefined)
      throw new AppError('invalid', 'api_key.scope_unknown', { scope: beyond })
    const given = scopes ?? (ctx.actor.type === 'api-key' ? [...ctx.can] : [everything])
    const key = `eng_${newToken()}`
    const row = await ctx.db
      .insertInto('api_key')
      .values({
        workspace_id: ctx.workspaceId,
        id: newId(),
        name,
        key_hash: hashToken(key),
        hint: key.slice(-4),
        scopes: given,
        created_at: ctx.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(ctx, apiKeyCreated, {}, { apiKeyId: row.id, scopes: given })
    await audit(ctx, 'api_key.created', {
      object: { type: 'api-key', id: row.id },
      facts: { scopes: given },
    })
    return { ...showApiKey(row), key }
  })

/** For the command line. Errors: `workspace.none`, `api_key.scope_unknown`. */
export const createApiKeyFor = async (
  services: Services,
  permissions: Permissions,
  { workspaceId, ...wanted }: { name: string; scopes?: string[]; workspaceId?: string },
) => {
  const id = workspaceId ?? (await findFirstWorkspace(services.db))
  if (!id) throw new AppError('missing', 'workspace.none')
  return createApiKey(
    {
      ...systemContext(services, id, 'command-line'),
      can: permissionsOfRole('admin', permissions),
    },
    wanted,
  )
}

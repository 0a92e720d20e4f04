import type { Context } from '../../foundation/server/context.ts'
import {
  createCustomer,
  ensureIdentifier,
  linkIdentifier,
  lockIdentity,
  ownerIfVouched,
} from './identifiers.ts'

export type Resolved = { customerId: string; identifierId: string }

/**
 * Whose message this is, by an identifier the channel itself vouches for (the address a mail came
 * from). Makes the customer on first contact. Undefined when the value identifies nobody.
 */
export const resolveSender = async (
  ctx: Context,
  sender: { type: string; value: string; name?: string | undefined },
  reason: string,
): Promise<Resolved | undefined> => {
  await lockIdentity(ctx)
  const identifier = await ensureIdentifier(ctx, sender.type, sender.value)
  if (!identifier) return undefined
  const customerId =
    (await ownerIfVouched(ctx, identifier)) ??
    (await createCustomer(ctx, {
      name: sender.name,
      nameFrom: `identifier:${identifier.id}`,
      reason,
    }))
  await linkIdentifier(ctx, identifier, customerId, 'verified', reason)
  if (sender.name) await fillName(ctx, customerId, sender.name, identifier.id)
  return { customerId, identifierId: identifier.id }
}

/** A name that the channel vouches for fills an empty one; it replaces nothing. */
export const fillName = (ctx: Context, customerId: string, name: string, identifierId: string) =>
  ctx.db
    .updateTable('customer')
    .set({ name: name.slice(0, 200), name_from: `identifier:${identifierId}` })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', customerId)
    .where('name', 'is', null)
    .execute()

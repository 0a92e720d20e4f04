import type { Context } from '../../foundation/server/context.ts'
import { noteReturn } from './erased.ts'
import { noteFirst, settleFields } from './fields.ts'
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
  await noteReturn(ctx, [sender])
  const identifier = await ensureIdentifier(ctx, sender.type, sender.value)
  if (!identifier) return undefined
  const owner = await ownerIfVouched(ctx, identifier)
  const customerId =
    owner ??
    (await createCustomer(ctx, {
      name: sender.name,
      source: `identifier:${identifier.id}`,
      trust: 'verified',
      reason,
    }))
  await linkIdentifier(ctx, identifier, customerId, 'verified', reason)
  if (owner && sender.name) await fillName(ctx, customerId, sender.name, identifier.id)
  return { customerId, identifierId: identifier.id }
}

/** A name that the channel vouches for counts more than a claimed one; the first that came by an identifier stays. */
export const fillName = async (
  ctx: Context,
  customerId: string,
  name: string,
  identifierId: string,
) => {
  const said = { field: 'name', source: `identifier:${identifierId}`, trust: 'verified' } as const
  if (await noteFirst(ctx, customerId, { ...said, value: name.slice(0, 200) }))
    await settleFields(ctx, customerId)
}

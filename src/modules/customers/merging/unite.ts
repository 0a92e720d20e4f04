import type { Context } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { placeUnder } from '../component.ts'
import { touchContact } from '../contact.ts'
import { filterErased } from '../erased.ts'
import { customerAbsorbed } from '../events.ts'
import { settleFields } from '../fields.ts'
import type { Trust } from '../identifiers.ts'
import { insertAct, readHeld, relink } from './acts.ts'

/** Whether one of these is being erased: they take nobody along, and nothing of theirs stays with anybody. */
export const isAnyErased = async (ctx: Context, customerIds: readonly string[]) => {
  const held = await ctx.db
    .selectFrom('identifier')
    .select(['type', 'value'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', 'in', [...customerIds])
    .limit(10_000)
    .execute()
  return (await filterErased(ctx, held)).length > 0
}

/** As `isAnyErased`. Errors: `customer.erased`. */
export const refuseErased = async (ctx: Context, customerIds: readonly string[]) => {
  if (await isAnyErased(ctx, customerIds)) throw new AppError('conflict', 'customer.erased')
}

/**
 * Puts one standing customer under another: identifiers move, everything else follows or is read through both. Both
 * must stand, and the caller holds `lockIdentity`. `trust` is what the identifiers count for there; kept by default.
 */
export const unite = async (
  ctx: Context,
  fromId: string,
  intoId: string,
  act: {
    kind: 'merge' | 'absorb'
    reason: string
    note?: string
    undoes?: string
    trust?: Trust
  },
): Promise<string> => {
  const { trust, ...said } = act
  const moved = await readHeld(ctx, fromId)
  const actId = await insertAct(ctx, { ...said, from_id: fromId, into_id: intoId, moved })
  const held = trust ? moved.map(({ id }) => ({ id, trust })) : moved
  await relink(ctx, held, intoId, said.undoes ? 'rejoined' : said.reason)
  await placeUnder(ctx, fromId, { id: intoId, actId })
  const from = await ctx.db
    .selectFrom('customer')
    .select('last_contact_at')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', fromId)
    .executeTakeFirst()
  // Before their conversations follow, the one who is shown has been heard from as lately as both.
  if (from?.last_contact_at) await touchContact(ctx, intoId, from.last_contact_at)
  await settleFields(ctx, intoId)
  await record(ctx, customerAbsorbed, { customerId: fromId }, { into: intoId, reason: said.reason })
  return actId
}

import type { Context } from '../../../foundation/server/context.ts'
import { areRuledDifferent } from './rulings.ts'
import { isAnyErased, unite } from './unite.ts'

/**
 * A rule's merge: gives everything of a customer nobody vouches for to another, as claims. False, and nothing done, where
 * staff said that they are different people, or one of them is being erased.
 */
export const absorb = async (ctx: Context, fromId: string, intoId: string, reason: string) => {
  if (await areRuledDifferent(ctx, fromId, intoId)) return false
  if (await isAnyErased(ctx, [fromId, intoId])) return false
  await unite(ctx, fromId, intoId, { kind: 'absorb', reason, trust: 'claimed' })
  return true
}

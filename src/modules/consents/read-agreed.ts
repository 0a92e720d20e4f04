import type { Context } from '../../foundation/server/context.ts'
import { readStanding, whoseOf } from './current.ts'
import { allPurposes } from './purposes.ts'

/** The purposes for which a customer's word stands as given, by whichever channel. */
export const readAgreed = async (ctx: Context, customerId: string) => {
  const standing = await readStanding(ctx, await whoseOf(ctx, customerId))
  const given = new Set(
    standing.filter(({ state }) => state === 'given').map(({ purposeId }) => purposeId),
  )
  return (await allPurposes(ctx)).filter(({ id }) => given.has(id))
}

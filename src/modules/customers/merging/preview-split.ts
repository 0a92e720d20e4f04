import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import type * as contract from '../contract.ts'
import { bestOf, readFields, type Said } from '../fields.ts'
import { requireStanding } from '../queries.ts'
import { pickHeld } from './acts.ts'
import { belongingsOf, showValue } from './preview-merge.ts'

/** What a split would do, before it is done. Errors: as of `splitCustomer`. */
export const previewSplit = async (
  ctx: Context,
  { id, identifierIds }: z.output<typeof contract.previewSplit.input>,
) => {
  const from = await requireStanding(ctx, id)
  const moved = await pickHeld(ctx, from, identifierIds)
  const sources = new Set(moved.map((one) => `identifier:${one.id}`))
  const said = await readFields(ctx, [from])
  const fieldsOf = (some: readonly Said[]) =>
    [...bestOf(some)].flatMap(([field, { value }]) =>
      value ? [{ field, value: showValue(ctx, field, value) }] : [],
    )
  return {
    stays: fieldsOf(said.filter(({ source }) => !sources.has(source))),
    goes: fieldsOf(said.filter(({ source }) => sources.has(source))),
    moves: {
      identifiers: moved.length,
      ...(await belongingsOf(ctx, { ids: [], identifierIds })),
    },
  }
}

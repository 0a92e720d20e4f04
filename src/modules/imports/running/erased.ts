import type { Context } from '../../../foundation/server/context.ts'
import { filterErased } from '../../customers/index.ts'

type Id = { type: string; value: string }

/** Rows that name somebody who was erased, by their places: nothing of such a row is written. */
export const findErased = async (ctx: Context, rows: readonly (readonly Id[])[]) => {
  const ids = rows.flatMap((row, at) => row.map(({ type, value }) => ({ type, value, row: at })))
  const erased = await filterErased(ctx, ids)
  return new Set(erased.map(({ row }) => row))
}

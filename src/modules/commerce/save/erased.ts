import { createHash } from 'node:crypto'
import type { Context } from '../../../foundation/server/context.ts'
import { filterErased, rememberErased } from '../../customers/index.ts'
import type { Key } from './rows.ts'

export type RowKind = 'order' | 'delivery' | 'return' | 'claim'
export type RowName = Key & { kind: RowKind }

/** Remembered as identifiers of the person are: by a keyed hash, which tells nobody which order it was. */
const nameOf = ({ kind, source, externalId }: RowName) => ({
  type: 'order-row',
  value: createHash('sha256').update(`${kind} ${source} ${externalId}`).digest('hex'),
})

/** Those of these of which that is so. */
export const filterErasedRows = async (ctx: Context, rows: readonly RowName[]) => {
  const named = rows.map((row) => ({ ...nameOf(row), row }))
  return (await filterErased(ctx, named)).map(({ row }) => row)
}

/** From now on nothing that is told of these says again whose they were. */
export const rememberErasedRows = (ctx: Context, rows: readonly RowName[]) =>
  rememberErased(ctx, rows.map(nameOf))

/**
 * What a shop tells, without what would say again whose a row was whose person was erased: `personal` and the owner. Ask
 * once the rows are locked, so that an erasure beside it is over or has not begun.
 */
export const withoutErased = async <T extends Key & { owner?: unknown }>(
  ctx: Context,
  inputs: readonly T[],
  namesOf: (input: T) => readonly RowName[],
  personal: readonly (keyof T)[],
): Promise<{ kept: T[]; withheld: ReadonlySet<number> }> => {
  const names = inputs.flatMap((input, index) =>
    namesOf(input).map((name) => ({ ...nameOf(name), index })),
  )
  const erased = new Set((await filterErased(ctx, names)).map(({ index }) => index))
  const withheld = new Set<number>()
  const kept = inputs.map((input, index) => {
    if (!erased.has(index)) return input
    const told = [...personal, 'owner' as const].filter((field) => input[field] != null)
    if (told.length > 0) withheld.add(index)
    return { ...input, ...Object.fromEntries(told.map((field) => [field, undefined])) }
  })
  return { kept, withheld }
}

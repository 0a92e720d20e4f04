import type { Context } from '../../../foundation/server/context.ts'
import { type ImportedChange, takeBackImported } from '../../customers/index.ts'
import { noteKept } from './note-kept.ts'
import type { Stretch, TakenBack } from './run-undo.ts'

/** What rows of a file of customers did, the last first. Each row of a customer who stays says so. */
export const takeBackCustomers = async (
  ctx: Context,
  importId: string,
  stretch: readonly Stretch[],
): Promise<TakenBack> => {
  const { gone, kept } = await takeBackImported(ctx, stretch.map(changeOf), `import:${importId}`)
  const rows = stretch.map(({ row, subjectId, ours }) => ({
    row,
    undone: kept.has(subjectId)
      ? ('kept' as const)
      : ours
        ? ('removed' as const)
        : ('restored' as const),
  }))
  const theirs = stretch.filter(({ created, subjectId }) => created && kept.has(subjectId))
  await noteKept(
    ctx,
    importId,
    theirs.map(({ row }) => ({ row, code: 'kept_customer', what: undefined })),
  )
  const restored = new Set(stretch.flatMap((one) => (one.ours ? [] : [one.subjectId])))
  return { rows, removed: gone.size, restored: restored.size, kept: kept.size }
}

const changeOf = ({ subjectId, created, ours, before }: Stretch): ImportedChange => {
  const { links = [], acts = [] } = (before ?? {}) as Partial<ImportedChange>
  return { customerId: subjectId, created, ours, links, acts }
}

import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { enqueue } from '../../foundation/server/jobs/jobs.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { getWorkspace } from '../workspaces/index.ts'
import * as contract from './contract.ts'
import { type ImportRow, lockImport, requireImport, show } from './import-rows.ts'
import { importJob } from './job.ts'
import { checkMapping, makeFields, proposeMapping } from './read-import.ts'
import { toTakeBack } from './undo/to-take-back.ts'

const subject = (id: string) => ({ type: 'import', id })

/**
 * Begins, or goes on behind the last row that is in. Without `mapping`: the one it has, else what the names of the columns
 * say. Errors: `import.not_ready`, `import.file_gone`, and those of the mapping.
 */
export const startImport = async (
  ctx: Context,
  { id, mapping: given }: z.output<typeof contract.startImport.input>,
  { here = false } = {},
) => {
  const before = await requireImport(ctx, id)
  const goesOn = before.state === 'cancelled' || before.state === 'failed'
  if (!before.reading || (before.state !== 'ready' && !goesOn))
    throw new AppError('conflict', 'import.not_ready')
  const first = given ?? contract.Mapping.parse({ columns: await proposeMapping(ctx, before) })
  // Half a file one way and half another could not be explained to anybody.
  const chosen = goesOn && before.mapping ? before.mapping : first
  const mapping = { ...chosen, shop: chosen.shop || (await getWorkspace(ctx)).shop }
  await checkMapping(ctx, before, mapping)
  await inTransaction(ctx, async (ctx) => {
    const row = await lockImport(ctx, id)
    if (row.state !== before.state) throw new AppError('conflict', 'import.not_ready')
    await ctx.db
      .updateTable('import')
      .set({
        state: 'running',
        mapping: JSON.stringify(mapping),
        error: null,
        finished_at: null,
        started_at: row.started_at ?? ctx.now,
        actor_type: ctx.actor.type,
        actor_id: ctx.actor.id,
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    if (row.kind === 'customers') await makeFields(ctx, mapping)
    await audit(ctx, 'import.started', {
      object: subject(id),
      facts: { kind: row.kind, trust: mapping.trust, row: Number(row.row_count) },
    })
    if (!here) await enqueue(ctx, importJob, { importId: id }, { key: `import:${id}` })
  })
  return show(await requireImport(ctx, id))
}

/** What an undo took back stays so; the rest can only be undone too. Errors: `import.not_running`. */
export const cancelImport = async (ctx: Context, { id }: { id: string }) => {
  await inTransaction(ctx, async (ctx) => {
    const row = await lockImport(ctx, id)
    const isUndo = row.state === 'undoing'
    if (row.state !== 'running' && !isUndo) throw new AppError('conflict', 'import.not_running')
    await ctx.db
      .updateTable('import')
      .set(isUndo ? { state: 'done' } : { state: 'cancelled', finished_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    const facts = { row: Number(row.row_count), undo: isUndo }
    await audit(ctx, 'import.cancelled', { object: subject(id), facts })
  })
  return show(await requireImport(ctx, id))
}

const undoable = new Set(['done', 'cancelled', 'failed'])

/** Errors: `import.running`, `import.not_undoable`. */
export const undoImport = async (ctx: Context, { id }: { id: string }) => {
  await inTransaction(ctx, async (ctx) => {
    const row = await lockImport(ctx, id)
    if (row.state === 'running') throw new AppError('conflict', 'import.running')
    if (!undoable.has(row.state)) throw new AppError('conflict', 'import.not_undoable')
    const undo = row.undo ?? { removed: 0, restored: 0, kept: 0, done: 0 }
    const rows = (undo.done ?? 0) + (await countLeft(ctx, row))
    await ctx.db
      .updateTable('import')
      .set({ state: 'undoing', undo: JSON.stringify({ ...undo, rows }) })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await audit(ctx, 'import.undone', {
      object: subject(id),
      facts: { rows: Number(row.row_count) },
    })
    await enqueue(ctx, importJob, { importId: id }, { key: `import:${id}` })
  })
  return show(await requireImport(ctx, id))
}

/** Rows that may be taken back. */
const countLeft = async (ctx: Context, row: ImportRow) => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from import_row r where ${toTakeBack(row)}`.execute(ctx.db)
  return rows[0]!.count
}

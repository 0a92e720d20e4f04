import { type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../foundation/server/cursor.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import type * as contract from './contract.ts'

type Stored = Selectable<Database['import']>
/**
 * `rows` and `done`: how many rows there are to take back, and how many are, in `busyMs` of work; `below`: those before
 * this row are left. */
export type Undo = {
  removed: number
  restored: number
  kept: number
  customersRemoved?: number
  customersKept?: number
  rows?: number
  done?: number
  busyMs?: number
  below?: number
}
export type ImportRow = Omit<Stored, 'reading' | 'mapping' | 'undo' | 'kind' | 'state'> & {
  kind: (typeof contract.kinds)[number]
  state: (typeof contract.states)[number]
  reading: contract.Reading | null
  mapping: contract.Mapping | null
  undo: Undo | null
  by: string
}

const selectImports = (ctx: Context) =>
  ctx.db
    .selectFrom('import as i')
    .leftJoin('member as m', (join) =>
      join
        .onRef('m.workspace_id', '=', 'i.workspace_id')
        .on('i.actor_type', '=', 'member')
        .on(sql<boolean>`m.id::text = i.actor_id`),
    )
    .selectAll('i')
    .select(sql<string>`coalesce(m.name, '')`.as('by'))
    .where('i.workspace_id', '=', ctx.workspaceId)

/** Errors: `import.missing`. */
export const requireImport = async (ctx: Context, id: string): Promise<ImportRow> => {
  const row = await selectImports(ctx).where('i.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('missing', 'import.missing')
  return row as unknown as ImportRow
}

/** For whoever changes its state: others wait. Errors: `import.missing`. */
export const lockImport = async (ctx: Context, id: string): Promise<ImportRow> => {
  await sql`select 1 from import where workspace_id = ${ctx.workspaceId} and id = ${id} for update`.execute(
    ctx.db,
  )
  return requireImport(ctx, id)
}

const showUndo = (undo: Undo, state: string) => {
  const { removed, restored, kept, customersRemoved = 0, customersKept = 0 } = undo
  const { rows = 0, done = 0, busyMs = 0 } = undo
  const progress = state === 'undone' ? 1 : rows === 0 ? 0 : Math.min(1, done / rows)
  const isKnown = busyMs > 0 && done > 0
  return {
    removed,
    restored,
    kept,
    customersRemoved,
    customersKept,
    progress,
    rowsPerSecond: isKnown ? Math.round((done / busyMs) * 1000) : null,
    secondsLeft:
      isKnown && state === 'undoing'
        ? Math.ceil((Math.max(0, rows - done) / done) * (busyMs / 1000))
        : null,
  }
}

export const show = (row: ImportRow): z.input<typeof contract.Import> => {
  const [bytes, done, rows, busyMs] = [row.bytes, row.bytes_done, row.row_count, row.busy_ms].map(
    Number,
  ) as [number, number, number, number]
  const isOver = row.state === 'done' || row.state === 'undoing' || row.state === 'undone'
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    bytes,
    receivedBytes: Number(row.received_bytes),
    state: row.state,
    reading: row.reading,
    mapping: row.mapping,
    rows,
    created: Number(row.created_count),
    updated: Number(row.updated_count),
    unchanged: Number(row.unchanged_count),
    failed: Number(row.failed_count),
    warnings: Number(row.warning_count),
    progress: isOver ? 1 : Math.min(1, done / bytes),
    rowsPerSecond: busyMs > 0 && rows > 0 ? Math.round((rows / busyMs) * 1000) : null,
    secondsLeft:
      row.state === 'running' && done > 0
        ? Math.ceil(((bytes - done) / done) * (busyMs / 1000))
        : null,
    error: row.error,
    undo: row.undo && showUndo(row.undo, row.state),
    by: row.by || (row.actor_type === 'system' ? '' : row.actor_type),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    hasFile: row.file_removed_at === null,
  }
}

export const getImport = async (ctx: Context, { id }: { id: string }) =>
  show(await requireImport(ctx, id))

export const listImports = async (
  ctx: Context,
  { after, limit }: z.output<typeof contract.listImports.input>,
) => {
  const before = parseCursor(after)
  const rows = await selectImports(ctx)
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(i.created_at, i.id) < (${before?.at}, ${before?.id}::uuid)`),
    )
    .orderBy('i.created_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(
    rows as unknown as ImportRow[],
    limit,
    (row) => ({ at: row.created_at, id: row.id }),
    show,
  )
}

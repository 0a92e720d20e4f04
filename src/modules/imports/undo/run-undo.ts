import { sql } from 'kysely'
import { forget } from '../../../foundation/server/alive.ts'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { type ImportedChange, takeBackImported } from '../../customers/index.ts'
import { type ImportRow, lockImport, requireImport } from '../import-rows.ts'
import { claimImport, letGo } from '../running/claim.ts'
import { actorOf } from '../running/run-import.ts'
import { removeFile } from '../store.ts'
import { type OrderChange, takeBackOrders } from './take-back-orders.ts'

/** Orders are taken back in few statements however many; customers one after the other. */
const atOnce = { customers: 200, orders: 1000 }

/** Takes back row by row, the last first, each stretch with its own word in one transaction, so that it may be interrupted. */
export const runUndo = async (
  services: Services,
  { workspaceId, importId }: { workspaceId: string; importId: string },
  signal: AbortSignal,
) => {
  const asSystem = systemContext(services, workspaceId, 'import')
  const runner = await claimImport(asSystem, importId, ['undoing'])
  if (!runner) return
  try {
    const row = await requireImport(asSystem, importId)
    const ctx = { ...asSystem, actor: actorOf(row) }
    while (!signal.aborted) {
      const left = await takeStretchBack(ctx, row, runner)
      if (left === 'more') continue
      if (left === 'none') await removeFile(services, importId)
      break
    }
  } finally {
    await letGo(asSystem, importId, runner)
    await forget(runner)
  }
}

type Stretch = {
  row: string
  subjectId: string
  created: boolean
  before: unknown
  /** Made by this import, perhaps by another row. */
  ours: boolean
}

/** `stopped`: somebody cancelled it, or another process has it in hand. */
const takeStretchBack = (outer: Context, { id, kind, started_at }: ImportRow, runner: string) =>
  inTransaction({ ...outer, now: new Date() }, async (ctx) => {
    const { state, runner: holder } = await lockImport(ctx, id)
    if (state !== 'undoing' || holder !== runner) return 'stopped'
    const { rows } = await sql<Stretch>`
      select r.row, r.subject_id as "subjectId", r.created, r.before,
        r.created or exists (select 1 from import_row c where c.workspace_id = r.workspace_id
          and c.subject_id = r.subject_id and c.import_id = r.import_id and c.created) as ours
      from import_row r where r.workspace_id = ${ctx.workspaceId} and r.import_id = ${id}
      order by r.row desc limit ${atOnce[kind]}`.execute(ctx.db)
    if (rows.length === 0) {
      await sql`update import set state = 'undone', file_removed_at = coalesce(file_removed_at, now())
        where workspace_id = ${ctx.workspaceId} and id = ${id}`.execute(ctx.db)
      return 'none'
    }
    const { removed, restored, kept } = await (kind === 'orders'
      ? takeBackOrders(ctx, id, rows.map(orderChangeOf), started_at!)
      : takeBackImported(ctx, rows.map(changeOf), `import:${id}`))
    await sql`update import set undo = undo || jsonb_build_object('removed', (undo ->> 'removed')::bigint + ${removed}::bigint,
        'restored', (undo ->> 'restored')::bigint + ${restored}::bigint, 'kept', (undo ->> 'kept')::bigint + ${kept}::bigint,
        'done', coalesce((undo ->> 'done')::bigint, 0) + ${rows.length}::bigint)
      where workspace_id = ${ctx.workspaceId} and id = ${id}`.execute(ctx.db)
    await sql`delete from import_row where workspace_id = ${ctx.workspaceId} and import_id = ${id}
      and row >= ${rows.at(-1)!.row}::bigint`.execute(ctx.db)
    return 'more'
  })

const changeOf = ({ subjectId, created, ours, before }: Stretch): ImportedChange => {
  const { links = [], acts = [] } = (before ?? {}) as Partial<ImportedChange>
  return { customerId: subjectId, created, ours, links, acts }
}

const orderChangeOf = ({ row, subjectId, ours, before }: Stretch): OrderChange => ({
  row,
  orderId: subjectId,
  ours,
  before: before as OrderChange['before'],
})

import { sql } from 'kysely'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { type ImportRow, lockImport, requireImport, type Undo } from '../import-rows.ts'
import { claimImport, letGo } from '../running/claim.ts'
import { actorOf } from '../running/run-import.ts'
import { removeFile } from '../store.ts'
import { takeBackCustomers } from './take-back-customers.ts'
import { type OrderChange, takeBackOrders } from './take-back-orders.ts'
import { toTakeBack } from './to-take-back.ts'

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
  }
}

/** What became of each row, and how many customers or orders that is. */
export type TakenBack = {
  rows: { row: string; undone: 'removed' | 'restored' | 'kept' }[]
  removed: number
  restored: number
  kept: number
  customersRemoved?: number
  customersKept?: number
}

export type Stretch = {
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
    const locked = await lockImport(ctx, id)
    if (locked.state !== 'undoing' || locked.runner !== runner) return 'stopped'
    const { rows } = await sql<Stretch>`
      select r.row, r.subject_id as "subjectId", r.created, r.before,
        r.created or exists (select 1 from import_row c where c.workspace_id = r.workspace_id
          and c.subject_id = r.subject_id and c.import_id = r.import_id and c.created) as ours
      from import_row r where ${toTakeBack(locked)}
      order by r.row desc limit ${atOnce[kind]}`.execute(ctx.db)
    if (rows.length === 0) {
      await sql`update import set state = 'undone', file_removed_at = coalesce(file_removed_at, now())
        where workspace_id = ${ctx.workspaceId} and id = ${id}`.execute(ctx.db)
      return 'none'
    }
    const back = await (kind === 'orders'
      ? takeBackOrders(ctx, id, rows.map(orderChangeOf), started_at!)
      : takeBackCustomers(ctx, id, rows))
    const undo = JSON.stringify({
      ...addUp(locked.undo!, back),
      done: (locked.undo!.done ?? 0) + rows.length,
      busyMs: (locked.undo!.busyMs ?? 0) + Date.now() - ctx.now.getTime(),
      below: Number(rows.at(-1)!.row),
    })
    await sql`update import set undo = undo || ${undo}::jsonb
      where workspace_id = ${ctx.workspaceId} and id = ${id}`.execute(ctx.db)
    await sql`update import_row r set before = null, undone = x.undone
      from jsonb_to_recordset(${JSON.stringify(back.rows)}::jsonb) as x(row bigint, undone text)
      where r.workspace_id = ${ctx.workspaceId} and r.import_id = ${id} and r.row = x.row`.execute(
      ctx.db,
    )
    return 'more'
  })

const addUp = (undo: Undo, back: TakenBack) => ({
  removed: undo.removed + back.removed,
  restored: undo.restored + back.restored,
  kept: undo.kept + back.kept,
  customersRemoved: (undo.customersRemoved ?? 0) + (back.customersRemoved ?? 0),
  customersKept: (undo.customersKept ?? 0) + (back.customersKept ?? 0),
})

const orderChangeOf = ({ row, subjectId, ours, before }: Stretch): OrderChange => ({
  row,
  orderId: subjectId,
  ours,
  before: before as OrderChange['before'],
})

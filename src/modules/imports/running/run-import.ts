import { existsSync } from 'node:fs'
import { type Actor, type Context, systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { type ImportRow, requireImport } from '../import-rows.ts'
import { makePlan, type Plan } from '../mapping/plan.ts'
import type { Row } from '../reading/csv.ts'
import { readColumns } from '../reading/look.ts'
import { readRows } from '../reading/rows.ts'
import { pathOf } from '../store.ts'
import { claimImport, letGo } from './claim.ts'
import { type Hand, importRows, prepareRows } from './import-rows.ts'

const atOnce = 500
/** Lines of one order are kept together, up to so many. */
const mostTogether = 2000

/**
 * Brings a file in from behind the last row that is in, until its end, a cancel, or `signal`. Does nothing where a living
 * process has it in hand. `told` hears of every stretch.
 */
export const runImport = async (
  services: Services,
  { workspaceId, importId }: { workspaceId: string; importId: string },
  signal: AbortSignal,
  told?: () => Promise<void>,
) => {
  const asSystem = systemContext(services, workspaceId, 'import')
  const runner = await claimImport(asSystem, importId, ['running'])
  if (!runner) return
  try {
    const row = await requireImport(asSystem, importId)
    const ctx = { ...asSystem, actor: actorOf(row) }
    const error = await bringAllIn({ ctx, row, runner, signal, told })
    if (error !== 'stopped') await finish(ctx, importId, runner, error)
  } finally {
    await letGo(asSystem, importId, runner)
  }
}

/** Whoever began it is the one who does it. */
export const actorOf = ({ actor_type: type, actor_id: id }: ImportRow): Actor =>
  type === 'member' || type === 'api-key' ? { type, id, name: '' } : { type: 'system', id }

type Task = {
  ctx: Context
  row: ImportRow
  runner: string
  signal: AbortSignal
  told: (() => Promise<void>) | undefined
}

/** `stopped`: somebody else, or another time, goes on; a code: it cannot; undefined: it is all in. */
const bringAllIn = async (task: Task): Promise<string | undefined> => {
  const { ctx, row, runner, signal, told } = task
  const path = pathOf(ctx.services, row.id)
  if (!row.reading || !row.mapping || !existsSync(path)) return 'import.file_gone'
  const columns = await readColumns(path, row.reading)
  const { timeZone } = await getWorkspace(ctx)
  const plan = makePlan(row.kind, row.reading, row.mapping, columns, timeZone)
  const hand: Hand = { ctx, importId: row.id, plan, runner }
  const start = Number(row.row_count)
  let done = 0
  let waiting: Row[] = []
  let isHeader = row.reading.header
  let inHand: Promise<boolean> = Promise.resolve(true)
  /** Reads on while the database writes, one stretch ahead and no more. */
  const bring = async (rows: readonly Row[], bytes: number) => {
    const first = done
    done += rows.length
    const prepared = await prepareRows(hand, rows)
    if (!(await inHand) || signal.aborted) return false
    inHand = importRows(hand, first, prepared, bytes).then(async (isIn) => {
      if (isIn) await told?.()
      return isIn
    })
    // It is waited for before the next; until then its failure is nobody's.
    inHand.catch(() => undefined)
    return true
  }
  for await (const { rows, bytes } of readRows(path, row.reading, columns)) {
    for (const one of rows) {
      if (isHeader) isHeader = false
      else if (done < start) done += 1
      else {
        if (waiting.length >= atOnce && !belongTogether(plan, waiting, one)) {
          if (!(await bring(waiting, bytes))) return 'stopped'
          waiting = []
        }
        waiting.push(one)
      }
    }
  }
  if (waiting.length > 0 && !(await bring(waiting, Number(row.bytes)))) return 'stopped'
  return (await inHand) ? undefined : 'stopped'
}

/** Whether this row is one more line of the order before. */
const belongTogether = ({ kind, wanted }: Plan, rows: readonly Row[], next: Row) => {
  if (kind !== 'orders' || rows.length >= mostTogether) return false
  const at = wanted.find(({ target }) => target === 'order_number')!.index
  return rows.at(-1)!.cells[at] === next.cells[at]
}

const finish = (ctx: Context, importId: string, runner: string, error: string | undefined) =>
  ctx.db
    .updateTable('import')
    .set({
      state: error ? 'failed' : 'done',
      error: error ?? null,
      finished_at: new Date(),
      // As after a restore: files of imports are in no backup.
      ...(error === 'import.file_gone' ? { file_removed_at: new Date() } : {}),
    })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', importId)
    .where('runner', '=', runner)
    .where('state', '=', 'running')
    .execute()

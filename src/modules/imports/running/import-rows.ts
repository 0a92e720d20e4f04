import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { isOutage } from '../../../foundation/server/database/is-outage.ts'
import { readRules } from '../../customers/index.ts'
import { lockImport } from '../import-rows.ts'
import type { Plan } from '../mapping/plan.ts'
import { problem } from '../mapping/read-person.ts'
import type { Row } from '../reading/csv.ts'
import { importCustomers } from './customer-rows.ts'
import { importOrders } from './order-rows.ts'
import { writeDone } from './write-done.ts'

export type Hand = {
  ctx: Context
  importId: string
  plan: Plan
  /** The name this process holds the import by. */
  runner: string
}

/**
 * Some rows and the word that they are in, in one transaction: whoever goes on after a crash goes on behind them. False,
 * and nothing done, where it was cancelled or somebody else has it in hand. `first` is the place of the first row, from 0.
 */
export const importRows = async (
  hand: Hand,
  first: number,
  rows: readonly Row[],
  bytes: number,
): Promise<boolean> => {
  try {
    return await bringIn(hand, first, rows, bytes)
  } catch (error) {
    if (isOutage(error)) throw error
    hand.ctx.log.warn(
      {
        importId: hand.importId,
        row: first,
        rows: rows.length,
        code: (error as { code?: string }).code,
      },
      'rows of an import could not be written; trying them one by one',
    )
  }
  // One row that nobody thought of must not hold up the others.
  for (const [at, row] of rows.entries())
    if (!(await bringInAlone(hand, first + at, row, bytes))) return false
  return true
}

const bringInAlone = async (hand: Hand, first: number, row: Row, bytes: number) => {
  try {
    return await bringIn(hand, first, [row], bytes)
  } catch (error) {
    if (isOutage(error)) throw error
    hand.ctx.log.error(
      { error, importId: hand.importId, row: first },
      'a row failed for a fault of ours',
    )
    return bringIn(hand, first, [row], bytes, async () => [
      { outcome: 'failed', problems: [problem('fault', {}, true)] },
    ])
  }
}

const read = async (ctx: Context, { plan, importId }: Hand, rows: readonly Row[]) =>
  (plan.kind === 'orders' ? importOrders : importCustomers)(
    ctx,
    await readRules(ctx),
    plan,
    importId,
    rows,
  )

const bringIn = (
  hand: Hand,
  first: number,
  rows: readonly Row[],
  bytes: number,
  work: typeof read = read,
) => {
  const began = Date.now()
  return inTransaction({ ...hand.ctx, now: new Date() }, async (ctx) => {
    const { state, runner, row_count } = await lockImport(ctx, hand.importId)
    if (state !== 'running' || runner !== hand.runner || Number(row_count) !== first) return false
    const done = await work(ctx, hand, rows)
    const progress = { bytes, busyMs: Date.now() - began }
    // As a spreadsheet counts them: from 1, with the header.
    const number = first + 1 + Number(hand.plan.reading.header)
    await writeDone(ctx, hand.importId, number, rows, done, progress)
    return true
  })
}

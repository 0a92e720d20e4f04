import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { isOutage } from '../../../foundation/server/database/is-outage.ts'
import { readRules } from '../../customers/index.ts'
import { lockImport } from '../import-rows.ts'
import type { Plan } from '../mapping/plan.ts'
import { problem } from '../mapping/read-person.ts'
import type { Row } from '../reading/csv.ts'
import { importCustomers, readCustomers } from './customer-rows.ts'
import { importOrders, readOrders } from './order-rows.ts'
import { type Done, writeDone } from './write-done.ts'

export type Hand = {
  ctx: Context
  importId: string
  plan: Plan
  /** The name this process holds the import by. */
  runner: string
}
/** Rows that are understood, and how to write them. */
export type Prepared = { rows: readonly Row[]; write: (ctx: Context) => Promise<Done[]> }

/** All that needs no transaction: it is done while the rows before are being written. */
export const prepareRows = async (
  { ctx, plan, importId }: Hand,
  rows: readonly Row[],
): Promise<Prepared> => {
  const rules = await readRules(ctx)
  if (plan.kind === 'orders') {
    const read = readOrders(rules, plan, rows)
    return { rows, write: (ctx) => importOrders(ctx, plan, importId, read) }
  }
  const read = await readCustomers(rules, plan, rows)
  return { rows, write: (ctx) => importCustomers(ctx, plan, importId, read) }
}

/**
 * Some rows and the word that they are in, in one transaction: whoever goes on after a crash goes on behind them. False,
 * and nothing done, where it was cancelled or somebody else has it in hand. `first` is the place of the first row, from 0.
 */
export const importRows = async (
  hand: Hand,
  first: number,
  prepared: Prepared,
  bytes: number,
): Promise<boolean> => {
  const { rows } = prepared
  try {
    return await bringIn(hand, first, prepared, bytes)
  } catch (error) {
    if (isOutage(error)) throw error
    const { code } = error as { code?: string }
    hand.ctx.log.warn(
      { importId: hand.importId, row: first, rows: rows.length, code },
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
    return await bringIn(hand, first, await prepareRows(hand, [row]), bytes)
  } catch (error) {
    if (isOutage(error)) throw error
    const { code, stack } = error as { code?: string; stack?: string }
    hand.ctx.log.error(
      { importId: hand.importId, row: first, code, stack },
      'a row of an import failed',
    )
    const failed: Done = { outcome: 'failed', problems: [problem('fault', {}, true)] }
    return bringIn(hand, first, { rows: [row], write: async () => [failed] }, bytes)
  }
}

const bringIn = (hand: Hand, first: number, { rows, write }: Prepared, bytes: number) => {
  const began = Date.now()
  return inTransaction({ ...hand.ctx, now: new Date() }, async (ctx) => {
    const { state, runner, row_count } = await lockImport(ctx, hand.importId)
    if (state !== 'running' || runner !== hand.runner || Number(row_count) !== first) return false
    const done = await write(ctx)
    const progress = { bytes, busyMs: Date.now() - began }
    await writeDone(ctx, hand.importId, rows, done, progress)
    return true
  })
}

import type { Context } from '../../../foundation/server/context.ts'
import type { Stretch } from './run-undo.ts'

export const takeBackOrders = async (
  _ctx: Context,
  _importId: string,
  rows: readonly Stretch[],
) => ({
  removed: 0,
  restored: 0,
  kept: rows.length,
})

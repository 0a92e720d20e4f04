import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type { Rules } from '../../customers/index.ts'
import type { Plan } from '../mapping/plan.ts'
import type { Row } from '../reading/csv.ts'
import type { Done } from './write-done.ts'

export const importOrders = async (
  _ctx: Context,
  _rules: Rules,
  _plan: Plan,
  _importId: string,
  _rows: readonly Row[],
): Promise<Done[]> => {
  throw new AppError('unavailable', 'import.orders')
}

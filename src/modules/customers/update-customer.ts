import type { z } from 'zod'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { requireLabels } from '../labels/index.ts'
import type * as contract from './contract.ts'
import { customerUpdated } from './events.ts'
import { getCustomer } from './queries.ts'

/** What staff know outweighs what was received. Errors: `customer.missing`, `label.missing`. */
export const updateCustomer = (
  ctx: Context,
  input: z.output<typeof contract.updateCustomer.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const { id, labelIds, ...fields } = input
    const named = 'name' in fields ? { name_from: `member:${ctx.actor.id}` } : {}
    const found = await ctx.db
      .updateTable('customer')
      .set({ ...fields, ...named, workspace_id: ctx.workspaceId })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('merged_into', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!found) throw new AppError('missing', 'customer.missing')
    if (labelIds) await setLabels(ctx, id, labelIds)
    await record(
      ctx,
      customerUpdated,
      { customerId: id },
      { fields: Object.keys(input).filter((key) => key !== 'id') },
    )
    return getCustomer(ctx, { id })
  })

const setLabels = async (ctx: Context, customerId: string, labelIds: readonly string[]) => {
  const labels = await requireLabels(ctx, labelIds)
  const mine = { workspace_id: ctx.workspaceId, customer_id: customerId }
  await ctx.db
    .deleteFrom('customer_label')
    .where((label) => label.and(mine))
    .execute()
  if (labels.length === 0) return
  await ctx.db
    .insertInto('customer_label')
    .values(labels.map(({ id }) => ({ ...mine, label_id: id })))
    .execute()
}

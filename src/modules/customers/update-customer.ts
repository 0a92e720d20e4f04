import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { requireLabels } from '../labels/index.ts'
import { ofVisibleCustomers } from '../members/index.ts'
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
      .where(ofVisibleCustomers(ctx, 'customer.id'))
      .where('merged_into', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!found) throw new AppError('missing', 'customer.missing')
    if (labelIds) await setLabels(ctx, id, labelIds)
    const changed = Object.keys(input).filter((key) => key !== 'id')
    await record(ctx, customerUpdated, { customerId: id }, { fields: changed })
    await audit(ctx, 'customer.updated', {
      object: { type: 'customer', id },
      facts: { fields: changed },
    })
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

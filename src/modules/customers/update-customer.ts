import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { requireLabels } from '../labels/index.ts'
import { componentOf } from './component.ts'
import type * as contract from './contract.ts'
import { customerUpdated } from './events.ts'
import { noteField, settleFields } from './fields.ts'
import { getCustomer, requireStanding } from './queries.ts'

/** What staff know outweighs what was received. Errors: `customer.missing`, `label.missing`. */
export const updateCustomer = (
  ctx: Context,
  input: z.output<typeof contract.updateCustomer.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const { labelIds, id: given, ...fields } = input
    const id = await requireStanding(ctx, given)
    for (const field of ['name', 'locale'] as const) {
      const value = fields[field]
      if (value === undefined) continue
      await noteField(ctx, id, { field, source: `member:${ctx.actor.id}`, trust: 'staff', value })
    }
    await settleFields(ctx, id)
    if (labelIds) await setCustomerLabels(ctx, id, labelIds)
    const changed = Object.keys(input).filter((key) => key !== 'id')
    await record(ctx, customerUpdated, { customerId: id }, { fields: changed })
    await audit(ctx, 'customer.updated', {
      object: { type: 'customer', id },
      facts: { fields: changed },
    })
    return getCustomer(ctx, { id })
  })

/** A label that somebody merged into them has is theirs too, and stays where it is. */
export const setCustomerLabels = async (
  ctx: Context,
  customerId: string,
  labelIds: readonly string[],
) => {
  const labels = await requireLabels(ctx, labelIds)
  const all = await componentOf(ctx, customerId)
  const wanted = labels.map(({ id }) => id)
  await ctx.db
    .deleteFrom('customer_label')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', 'in', all)
    .where(sql<boolean>`label_id <> all(${wanted}::uuid[])`)
    .execute()
  const kept = await ctx.db
    .selectFrom('customer_label')
    .select('label_id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', 'in', all)
    .execute()
  const has = new Set(kept.map((row) => row.label_id))
  const fresh = wanted.filter((id) => !has.has(id))
  if (fresh.length === 0) return
  await ctx.db
    .insertInto('customer_label')
    .values(
      fresh.map((id) => ({
        workspace_id: ctx.workspaceId,
        customer_id: customerId,
        label_id: id,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

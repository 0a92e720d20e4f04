import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { componentOf } from '../component.ts'
import type * as contract from '../contract.ts'
import { customerSplit } from '../events.ts'
import { settleFields } from '../fields.ts'
import { createCustomer, lockIdentity } from '../identifiers.ts'
import { getCustomer, requireStanding } from '../queries.ts'
import { insertAct, pickHeld, relink } from './acts.ts'
import { rule } from './rulings.ts'
import { takeSayings } from './said-by.ts'

/**
 * Gives some identifiers of a customer to a new one: two people were taken for one. Their threads and visits go with
 * them. Errors: `customer.missing`, `customer.split-none`, `customer.split-all`.
 */
export const splitCustomer = (
  ctx: Context,
  { id, identifierIds, note }: z.output<typeof contract.splitCustomer.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    await lockIdentity(ctx)
    const from = await requireStanding(ctx, id)
    const moved = await pickHeld(ctx, from, identifierIds)
    const into = await createCustomer(ctx, { reason: 'split' })
    const actId = await insertAct(ctx, {
      kind: 'split',
      from_id: from,
      into_id: into,
      reason: 'staff',
      note,
      moved,
    })
    await relink(ctx, moved, into, 'split', { newHome: true })
    await takeSayings(ctx, { from: await componentOf(ctx, from), to: into, identifierIds })
    await settleFields(ctx, from, into)
    await rule(ctx, from, into, 'different')
    await record(ctx, customerSplit, { customerId: from }, { into })
    await audit(ctx, 'customer.split', {
      object: { type: 'customer', id: from },
      facts: { into, actId },
    })
    return { actId, customer: await getCustomer(ctx, { id: into }) }
  })

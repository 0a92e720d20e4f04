import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from '../contract.ts'
import { lockIdentity } from '../identifiers.ts'
import { getCustomer, requireStanding } from '../queries.ts'
import { rule } from './rulings.ts'
import { refuseErased, unite } from './unite.ts'

/** Says that two records are one person. Errors: `customer.missing`, `customer.same`, `customer.erased`,
 * `customer.too-many-identifiers`. */
export const mergeCustomers = (
  ctx: Context,
  { id, otherId, note }: z.output<typeof contract.mergeCustomers.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    await lockIdentity(ctx)
    const into = await requireStanding(ctx, id)
    const from = await requireStanding(ctx, otherId)
    if (into === from) throw new AppError('conflict', 'customer.same')
    await refuseErased(ctx, [from, into])
    const actId = await unite(ctx, from, into, { kind: 'merge', reason: 'staff', note })
    await rule(ctx, from, into, 'same')
    await audit(ctx, 'customer.merged', {
      object: { type: 'customer', id: into },
      facts: { from, actId },
    })
    return { actId, customer: await getCustomer(ctx, { id: into }) }
  })

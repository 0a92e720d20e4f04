import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { lockIdentity } from '../identifiers.ts'
import { mergeCustomers } from '../merging/merge-customers.ts'
import { rule } from '../merging/rulings.ts'
import { requireStanding } from '../queries.ts'
import type * as contract from './contract.ts'

/** Errors: `duplicate.missing`, `customer.missing`, `customer.same`, `customer.too-many-identifiers`. */
export const decideDuplicate = (
  ctx: Context,
  { a: one, b: other, decision, note }: z.output<typeof contract.decideDuplicate.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    await lockIdentity(ctx)
    const [a, b] = [one, other].sort() as [string, string]
    const pair = await ctx.db
      .selectFrom('duplicate_pair')
      .select('state')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('a', '=', a)
      .where('b', '=', b)
      .executeTakeFirst()
    if (!pair) throw new AppError('missing', 'duplicate.missing')
    // Both must be within sight, and still be two.
    const standing = [await requireStanding(ctx, one), await requireStanding(ctx, other)]
    if (standing[0] === standing[1]) throw new AppError('conflict', 'customer.same')
    if (decision === 'same') {
      const { actId } = await mergeCustomers(ctx, { id: one, otherId: other, note })
      return { actId }
    }
    if (decision === 'different') {
      await rule(ctx, a, b, 'different')
      await audit(ctx, 'customer.ruled_different', {
        object: { type: 'customer', id: one },
        facts: { other },
      })
    } else
      await ctx.db
        .updateTable('duplicate_pair')
        .set({ state: 'later', decided_at: ctx.now, decided_by: ctx.actor.id })
        .where('workspace_id', '=', ctx.workspaceId)
        .where('a', '=', a)
        .where('b', '=', b)
        .execute()
    return { actId: null }
  })

import type { Reader } from '../../../foundation/server/events/reader.ts'
import { componentOf } from '../../customers/index.ts'
import { forgetCopies } from './copies.ts'

/** A copy of what was one person, and turned out to be two, would tell the one about the other: it goes. */
export const forgetParted: Reader = {
  name: 'privacy-forget-parted-copies',
  kinds: ['customer.unmerged', 'customer.split'],
  react: async (ctx, { customerId, facts }) => {
    const parted = [customerId, facts.from, facts.into].filter((id) => typeof id === 'string')
    const customerIds = await Promise.all(parted.map((id) => componentOf(ctx, id)))
    await forgetCopies(ctx.services, {
      workspaceId: ctx.workspaceId,
      customerIds: customerIds.flat(),
    })
  },
}

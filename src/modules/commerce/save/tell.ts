import type { Context } from '../../../foundation/server/context.ts'
import { recordAll } from '../../../foundation/server/events/record.ts'
import {
  orderCancelled,
  orderChanged,
  orderDelivered,
  orderPaid,
  orderPlaced,
  orderRefunded,
  orderShipped,
} from '../events.ts'
import type { Draft } from './save-orders.ts'
import { updated } from './steps.ts'

const definitions: Record<string, typeof orderPlaced> = {
  placed: orderPlaced,
  paid: orderPaid,
  shipped: orderShipped,
  delivered: orderDelivered,
  cancelled: orderCancelled,
  refunded: orderRefunded,
}

const dayMs = 86_400_000

/**
 * What became of orders, on the log. A state is news when it was come to within a day, or when its sender says when it
 * was told; of anything else the log learns only that the order changed.
 */
export const tellOrders = async (ctx: Context, drafts: readonly Draft[]) => {
  const told = drafts.map((draft) => {
    const { input, fresh } = draft
    const at = input.toldAt ?? ctx.now
    return {
      ...draft,
      at,
      news: fresh.filter(
        (step) =>
          step.state !== updated && (input.toldAt || at.getTime() - step.at.getTime() < dayMs),
      ),
    }
  })
  const subjects = ({ row }: Draft) => (row.customerId ? { customerId: row.customerId } : {})
  for (const [state, definition] of Object.entries(definitions)) {
    const entries = told.flatMap((draft) =>
      draft.news
        .filter((step) => step.state === state)
        .map((step) => ({
          subjects: subjects(draft),
          at: draft.at,
          facts: {
            id: draft.row.id,
            orderId: draft.row.externalId,
            source: draft.row.source,
            value: state === 'refunded' ? (step.amount ?? draft.row.total) : draft.row.total,
            currency: draft.row.currency,
            trackedEventId: step.trackedEventId,
          },
        })),
    )
    await recordAll(ctx, definition, entries)
  }
  const others = told.filter((draft) => draft.news.length === 0)
  await recordAll(
    ctx,
    orderChanged,
    others.map((draft) => ({
      subjects: subjects(draft),
      at: draft.at,
      facts: { id: draft.row.id, orderId: draft.row.externalId, source: draft.row.source },
    })),
  )
}

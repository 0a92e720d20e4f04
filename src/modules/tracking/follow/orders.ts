import type { Context } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { orderCancelled, orderPlaced, orderRefunded } from '../events.ts'
import { readCurrency, toMinorUnits } from './money.ts'
import type { TrackedRow } from './read-tracked.ts'

/** Names from Segment's e-commerce specification. */
const definitions = {
  'Order Completed': orderPlaced,
  'Order Refunded': orderRefunded,
  'Order Cancelled': orderCancelled,
}

export const orderEvents = Object.keys(definitions)

/** Records what an order event says, on the customer's log. */
export const recordOrder = async (
  ctx: Context,
  row: TrackedRow,
  customerId: string | undefined,
) => {
  const order = row.order!
  const currency = readCurrency(order.currency)
  // `total` includes tax and shipping, `revenue` does not; a shop that sends both means the total.
  const amount = order.total ?? order.revenue ?? order.value
  const orderId = order.order_id ?? order.orderId
  const hasId = typeof orderId === 'string' || typeof orderId === 'number'
  await record(
    ctx,
    definitions[row.name as keyof typeof definitions],
    customerId ? { customerId } : {},
    {
      trackedEventId: row.id,
      orderId: hasId ? String(orderId).slice(0, 200) : null,
      value: (currency ? toMinorUnits(amount, currency) : undefined) ?? null,
      currency: currency ?? null,
    },
  )
}

import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

/**
 * `orderId` is the shop's own id, `id` ours. `value` is the order's total, of a refund what was given back, in the
 * currency's minor unit (yen, cents); null when the sender's value is no amount.
 */
const order = z.object({
  id: z.string(),
  orderId: z.string(),
  source: z.string(),
  value: z.number().int().nullable(),
  currency: z.string().nullable(),
  trackedEventId: z.string().nullable(),
})

export const orderPlaced = defineEvent('order.placed', order)
export const orderPaid = defineEvent('order.paid', order)
export const orderShipped = defineEvent('order.shipped', order)
export const orderDelivered = defineEvent('order.delivered', order)
export const orderCancelled = defineEvent('order.cancelled', order)
export const orderRefunded = defineEvent('order.refunded', order)
/** Something else of it changed, or it is told of long after. */
export const orderChanged = defineEvent(
  'order.changed',
  z.object({ id: z.string(), orderId: z.string(), source: z.string() }),
)

/** What follows an order came to another state, or was told of. */
const followup = z.object({
  id: z.string(),
  orderId: z.string().nullable(),
  state: z.string(),
  source: z.string(),
})
export const deliveryChanged = defineEvent('delivery.changed', followup)
export const returnChanged = defineEvent('return.changed', followup)
export const claimChanged = defineEvent('warranty_claim.changed', followup)

/** Something was put into it or taken out, it came further, or it is known now whose it is. */
export const cartChanged = defineEvent(
  'cart.changed',
  z.object({ id: z.string(), state: z.string(), source: z.string() }),
)
/** Nobody touched it for an hour, and no order came of it. */
export const cartAbandoned = defineEvent(
  'cart.abandoned',
  z.object({
    id: z.string(),
    value: z.number().int().nullable(),
    currency: z.string().nullable(),
  }),
)

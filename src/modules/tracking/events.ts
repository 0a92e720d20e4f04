import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

export const sourceCreated = defineEvent('source.created', z.object({ sourceId: z.string() }))
export const sourceRemoved = defineEvent('source.removed', z.object({ sourceId: z.string() }))

/** Somebody came to a site or opened an app; nothing for half an hour before. */
export const visitStarted = defineEvent(
  'visit.started',
  z.object({ visitId: z.string(), sourceId: z.string() }),
)

/** `value` is in the currency's minor unit (yen, cents); both are null when the sender's value is no amount. */
const order = z.object({
  trackedEventId: z.string(),
  orderId: z.string().nullable(),
  value: z.number().int().nullable(),
  currency: z.string().nullable(),
})

export const orderPlaced = defineEvent('order.placed', order)
export const orderRefunded = defineEvent('order.refunded', order)
export const orderCancelled = defineEvent('order.cancelled', order)

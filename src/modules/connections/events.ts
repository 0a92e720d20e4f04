import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

const ofConnection = z.object({ connectionId: z.string(), channel: z.string() })
export const connectionCreated = defineEvent('connection.created', ofConnection)
export const connectionUpdated = defineEvent('connection.updated', ofConnection)
export const connectionRemoved = defineEvent('connection.removed', ofConnection)
/** `code` is null when all is well again. */
export const connectionStateChanged = defineEvent(
  'connection.state_changed',
  ofConnection.extend({ state: z.string(), code: z.string().nullable() }),
)
export const receiptQuarantined = defineEvent(
  'receipt.quarantined',
  z.object({ connectionId: z.string(), receiptId: z.string(), code: z.string() }),
)

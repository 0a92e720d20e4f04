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
/** It could not be read since then; `code` says why, where that is known. */
export const connectionStalled = defineEvent(
  'connection.stalled',
  ofConnection.extend({ since: z.string(), code: z.string().nullable() }),
)
/** It is read again. */
export const connectionRecovered = defineEvent('connection.recovered', ofConnection)
/** Whether its provider takes what is sent; `code` says why not. */
export const connectionSendingChanged = defineEvent(
  'connection.sending_changed',
  z.object({ connectionId: z.string(), state: z.string(), code: z.string().nullable() }),
)

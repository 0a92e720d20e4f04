import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

/** A line was added to the ledger. */
export const consentRecorded = defineEvent(
  'consent.recorded',
  z.object({
    consentId: z.string(),
    purposeId: z.string(),
    channel: z.string(),
    state: z.string(),
  }),
)

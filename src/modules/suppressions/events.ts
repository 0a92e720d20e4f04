import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

const facts = z.object({ suppressionId: z.string(), channel: z.string() })
export const addressSuppressed = defineEvent('address.suppressed', facts)
export const suppressionLifted = defineEvent('suppression.lifted', facts)

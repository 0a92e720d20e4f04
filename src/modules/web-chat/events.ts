import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

const ofVisitor = z.object({ visitorId: z.string() })
export const visitorStarted = defineEvent('visitor.started', ofVisitor)
export const visitorClaimed = defineEvent('visitor.claimed', ofVisitor)
/** `by`: code, token. */
export const visitorProved = defineEvent(
  'visitor.proved',
  ofVisitor.extend({ by: z.enum(['code', 'token']) }),
)

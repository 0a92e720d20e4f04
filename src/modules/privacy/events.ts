import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

/** Nobody is behind these ids any more. */
export const personErased = defineEvent(
  'person.erased',
  z.object({ erasureId: z.string(), customerIds: z.array(z.string()) }),
)

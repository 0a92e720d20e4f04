import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

export const customerCreated = defineEvent('customer.created', z.object({ reason: z.string() }))
/** `fields` are names of what changed, not values. */
export const customerUpdated = defineEvent(
  'customer.updated',
  z.object({ fields: z.array(z.string()) }),
)
/** An identifier came to belong to this customer; `from` is whose it was. */
export const identifierLinked = defineEvent(
  'identifier.linked',
  z.object({
    identifierId: z.string(),
    type: z.string(),
    trust: z.string(),
    reason: z.string(),
    from: z.string().nullable(),
  }),
)
/** Everything of the subject now belongs to `into`. */
export const customerAbsorbed = defineEvent(
  'customer.absorbed',
  z.object({ into: z.string(), reason: z.string() }),
)
/** Some of the subject's identifiers now belong to `into`, a new customer. */
export const customerSplit = defineEvent('customer.split', z.object({ into: z.string() }))
/** `from` stands for itself again, apart from the subject. */
export const customerUnmerged = defineEvent('customer.unmerged', z.object({ from: z.string() }))
/** Staff noted something of them; what, is in the note. */
export const customerNoted = defineEvent(
  'customer.noted',
  z.object({
    noteId: z.string(),
    act: z.enum(['added', 'changed', 'pinned', 'unpinned', 'removed']),
  }),
)
/** They came to belong to a company or household, or no longer do. */
export const customerGrouped = defineEvent(
  'customer.grouped',
  z.object({ groupId: z.string(), kind: z.string(), act: z.enum(['linked', 'unlinked']) }),
)

import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

export const sourceCreated = defineEvent('source.created', z.object({ sourceId: z.string() }))
export const sourceUpdated = defineEvent('source.updated', z.object({ sourceId: z.string() }))
export const sourceRemoved = defineEvent('source.removed', z.object({ sourceId: z.string() }))

/** Somebody came to a site or opened an app; nothing for half an hour before. */
export const visitStarted = defineEvent(
  'visit.started',
  z.object({
    visitId: z.string(),
    sourceId: z.string(),
    /** Where it came from: a default channel group, and the source's own name. */
    channelGroup: z.string().optional(),
    source: z.string().optional(),
    campaign: z.string().optional(),
    device: z.string().optional(),
  }),
)

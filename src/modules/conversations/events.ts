import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

const empty = z.object({})
const onChannel = z.object({ channel: z.string() })

export const conversationOpened = defineEvent(
  'conversation.opened',
  onChannel.extend({ follows: z.string().nullable() }),
)
export const conversationReopened = defineEvent(
  'conversation.reopened',
  z.object({ by: z.enum(['message', 'member']) }),
)
export const conversationResolved = defineEvent('conversation.resolved', empty)
export const conversationAssigned = defineEvent(
  'conversation.assigned',
  z.object({
    assigneeId: z.string().nullable(),
    teamId: z.string().nullable(),
    /** Whose it was, so that they can be told to drop it. */
    fromTeamId: z.string().nullable(),
  }),
)
export const conversationLabelled = defineEvent(
  'conversation.labelled',
  z.object({ labelIds: z.array(z.string()) }),
)
export const conversationRead = defineEvent('conversation.read', z.object({ memberId: z.string() }))
/** Its customer became known as another: an identifier of its threads moved. */
export const conversationFollowed = defineEvent(
  'conversation.followed',
  z.object({ from: z.string() }),
)
export const conversationMoved = defineEvent(
  'conversation.moved',
  z.object({ moveId: z.string(), to: z.string(), undo: z.boolean(), messages: z.number() }),
)

/** Of a message that begins a thread: the identifier whose thread it is, so that who proved it hears of it at once. */
const mayBegin = onChannel.extend({ threadOf: z.string().optional() })

/** In from a customer. `reason`: thread, recent, new. */
export const messageReceived = defineEvent(
  'message.received',
  mayBegin.extend({ reason: z.string(), automatic: z.boolean() }),
)
export const messageQueued = defineEvent('message.queued', mayBegin)
export const messageSent = defineEvent('message.sent', onChannel)
export const messageFailed = defineEvent('message.failed', onChannel.extend({ code: z.string() }))
/** Nobody can tell whether it arrived. */
export const messageUnknown = defineEvent('message.unknown', onChannel.extend({ code: z.string() }))
/** Some of its recipients could not be reached, the others were. */
export const messageBounced = defineEvent('message.bounced', onChannel.extend({ code: z.string() }))
/** Its author took it back before it was handed over; the message is gone. */
export const messageWithdrawn = defineEvent('message.withdrawn', onChannel)
export const noteAdded = defineEvent('note.added', empty)
/** Found out after receipt whether the sender's domain vouches for it. */
export const messageSenderChecked = defineEvent(
  'message.sender_checked',
  z.object({ state: z.enum(['confirmed', 'unconfirmed', 'unknown']) }),
)
/** Found out after it came whether files of it are harmful. */
export const messageFilesScanned = defineEvent('message.files_scanned', empty)

import { z } from 'zod'
import { endpoint, id, page, pageInput, time } from '../../../foundation/shared/endpoint.ts'
import { MailFacts, SenderCheck } from '../../connections/contract.ts'
import { File } from '../../files/contract.ts'

export const Address = z.object({ address: z.string(), name: z.string().optional() })

export const Message = z.object({
  id,
  conversationId: id,
  threadId: id.nullable(),
  channel: z.string(),
  kind: z.enum(['message', 'note']),
  direction: z.enum(['in', 'out']),
  author: z.object({
    type: z.enum(['customer', 'member', 'system']),
    id: id.nullable(),
    name: z.string(),
  }),
  from: Address.nullable(),
  to: z.array(Address),
  cc: z.array(Address),
  subject: z.string(),
  text: z.string(),
  /** Characters of `text` that are new; the rest quotes earlier messages. */
  newTextLength: z.number().int(),
  html: z.string().nullable(),
  attachments: z.array(File.extend({ inline: z.boolean(), contentId: z.string().nullable() })),
  automatic: z.enum(['auto-reply', 'bulk', 'bounce', 'loop']).nullable(),
  mail: MailFacts.nullable(),
  sender: SenderCheck.nullable(),
  joinReason: z.string().nullable(),
  state: z.enum(['received', 'queued', 'sending', 'sent', 'failed', 'unknown']),
  problem: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
  clientKey: z.string().nullable(),
  /** While it waits to be sent: until then its author can take it back. */
  dueAt: time.nullable(),
  /** Advertising, which is never sent twice. */
  marketing: z.boolean(),
  sentAt: time.nullable(),
  createdAt: time,
  hasRaw: z.boolean(),
})

/** Newest last; `before` pages backwards, `after` forwards. */
export const listMessages = endpoint({
  method: 'GET',
  path: '/api/v1/conversations/:id/messages',
  allow: 'conversation.read',
  summary: 'Messages and notes in time order',
  input: z.object({ id, before: z.string().max(500).optional(), ...pageInput }),
  output: page(Message).extend({ previous: z.string().nullable(), position: z.string() }),
})
export const getMessage = endpoint({
  method: 'GET',
  path: '/api/v1/messages/:id',
  allow: 'conversation.read',
  summary: 'One message',
  input: z.object({ id }),
  output: Message,
})
/** A mail attached to a message, by its position among the attachments. Errors: `message.no_mail`. */
export const openAttachedMail = endpoint({
  method: 'GET',
  path: '/api/v1/messages/:id/mails/:position',
  allow: 'conversation.read',
  summary: 'An attached mail, read',
  input: z.object({ id, position: z.coerce.number().int().min(0).max(10_000) }),
  output: z.object({
    from: Address,
    to: z.array(Address),
    cc: z.array(Address),
    subject: z.string(),
    sentAt: time.nullable(),
    text: z.string(),
    attachments: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.number() })),
  }),
})
export const getRawMessage = endpoint({
  method: 'GET',
  path: '/api/v1/messages/:id/raw',
  allow: 'conversation.read',
  audits: ['message.raw_downloaded'],
  summary: 'The message as it came. Errors: `message.no_raw`',
  input: z.object({ id }),
  output: z.any(),
})

/** A page for a frame without scripts or origin; pictures from elsewhere are named only when `shown`. */
export const showMail = endpoint({
  method: 'GET',
  path: '/api/v1/messages/:id/mail',
  allow: 'conversation.read',
  summary: 'A mail as designed, as HTML. Errors: `message.no_html`',
  input: z.object({ id, pictures: z.enum(['hidden', 'shown']).default('hidden') }),
  output: z.any(),
})
/** The sealed `token` of the page above is the permission: the page's frame has no cookie. It ends after minutes. */
export const sendPicture = endpoint({
  method: 'GET',
  path: '/api/v1/mail-pictures',
  allow: 'public',
  summary: 'One picture of a mail that was shown. Errors: `picture.missing`',
  input: z.object({ token: z.string().min(1).max(12_000) }),
  output: z.any(),
})

/**
 * `clientKey` makes a repeat the same message. Errors: `thread.not_here`, `message.empty`, `message.too_long`,
 * `address.suppressed`, `message.withdrawn` (a repeat of what was taken back), and with `seen` `conversation.moved`:
 * nothing was sent, and `messageIds` are what came meanwhile. With `marketing` also `marketing.purpose_needed`,
 * `marketing.no_consent`, `marketing.sender_incomplete`, `marketing.no_copies`.
 */
export const reply = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/reply',
  allow: 'conversation.reply',
  summary: 'Answers the customer',
  input: z.object({
    id,
    text: z.string().max(100_000),
    threadId: id.optional(),
    /** Starts a new mail thread instead, to an e-mail address that the customer has. */
    connectionId: id.optional(),
    to: z.email().max(254).optional(),
    subject: z.string().max(500).optional(),
    cc: z.array(z.email()).max(20).default([]),
    fileIds: z.array(id).max(20).default([]),
    clientKey: z.string().max(100).optional(),
    /** The last message on the writer's screen. When a customer or a colleague wrote after it, nothing is sent. */
    seen: id.optional(),
    /** Never sent twice: where it is unknown whether it arrived, it cannot be sent again. */
    marketing: z.boolean().default(false),
    /** Of marketing: what it is for. The customer must have agreed to it, by this channel. */
    purposeId: id.optional(),
    resolve: z.boolean().default(false),
  }),
  output: Message,
})
export const addNote = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/notes',
  allow: 'conversation.reply',
  summary: 'A note that only the team sees',
  input: z.object({
    id,
    text: z.string().trim().min(1).max(100_000),
    clientKey: z.string().max(100).optional(),
  }),
  output: Message,
})
/**
 * For a message that failed, or whose outcome nobody knows. Errors: `message.not_failed`, `message.only_once` (marketing),
 * `address.suppressed`.
 */
export const retryMessage = endpoint({
  method: 'POST',
  path: '/api/v1/messages/:id/retry',
  allow: 'conversation.reply',
  summary: 'Sends it again',
  input: z.object({ id }),
  output: Message,
})
/**
 * As if it had never been written; the answer is the message as it was. Either it is taken back or it is sent, never
 * both. Errors: `message.not_yours`, `message.not_waiting`.
 */
export const withdrawMessage = endpoint({
  method: 'POST',
  path: '/api/v1/messages/:id/withdraw',
  allow: 'conversation.reply',
  summary: 'Takes back a reply that has not been handed over',
  input: z.object({ id }),
  output: Message,
})

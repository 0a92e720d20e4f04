import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'
import { MailFacts, SenderCheck } from '../connections/contract.ts'
import { File } from '../files/contract.ts'
import { Label } from '../labels/contract.ts'

export const Address = z.object({ address: z.string(), name: z.string().optional() })
const Person = z.object({ id, name: z.string() })

export const Conversation = z.object({
  id,
  number: z.number().int(),
  status: z.enum(['open', 'resolved']),
  subject: z.string(),
  customer: z.object({
    id,
    name: z.string().nullable(),
    /** Best identifier to show when there is no name. */ shown: z.string(),
  }),
  assignee: Person.nullable(),
  team: Person.nullable(),
  labels: z.array(Label),
  lastMessage: z.object({
    at: time,
    text: z.string(),
    direction: z.enum(['in', 'out']),
    channel: z.string(),
  }),
  messageCount: z.number().int(),
  unread: z.boolean(),
  openedAt: time,
  firstReplyAt: time.nullable(),
  resolvedAt: time.nullable(),
})

export const Thread = z.object({
  id,
  channel: z.string(),
  connectionId: id,
  connectionName: z.string(),
  subject: z.string(),
  /** Who is at the other end. */
  address: z.string(),
  /** verified: the channel vouches for it; claimed: typed by a visitor; device: nobody yet. */
  trust: z.enum(['verified', 'claimed', 'device']),
  lastInboundAt: time.nullable(),
})
export const ConversationDetail = Conversation.extend({
  threads: z.array(Thread),
  /** Where a reply goes unless chosen otherwise: where the customer last wrote. */
  replyThreadId: id.nullable(),
  follows: z.object({ id, number: z.number().int() }).nullable(),
  /** Log position this answer reflects, for the stream. */
  position: z.string(),
})

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

export const view = z.enum(['all', 'mine', 'unassigned', 'team'])

/** Newest activity first. `team` without `teamId` is all of one's own teams. */
export const listConversations = endpoint({
  method: 'GET',
  path: '/api/v1/conversations',
  allow: 'conversation.read',
  summary: 'Conversations of a view',
  input: z.object({
    view: view.default('all'),
    status: z.enum(['open', 'resolved', 'any']).default('open'),
    teamId: id.optional(),
    labelId: id.optional(),
    customerId: id.optional(),
    search: z.string().max(200).optional(),
    ...pageInput,
  }),
  output: page(Conversation).extend({ position: z.string() }),
})
/** Counts stop at 1000, shown as 999+. */
export const countConversations = endpoint({
  method: 'GET',
  path: '/api/v1/conversations/counts',
  allow: 'conversation.read',
  summary: 'Open conversations per view, for the navigation',
  input: none,
  output: z.object({
    all: z.number(),
    mine: z.number(),
    unassigned: z.number(),
    team: z.number(),
    teams: z.record(z.string(), z.number()),
  }),
})
export const getConversation = endpoint({
  method: 'GET',
  path: '/api/v1/conversations/:id',
  allow: 'conversation.read',
  summary: 'One conversation',
  input: z.object({ id }),
  output: ConversationDetail,
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
 * nothing was sent, and `messageIds` are what came meanwhile.
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
/** Null clears; what is absent stays. Errors: `member.missing`, `team.missing`. */
export const assign = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/assign',
  allow: 'conversation.assign',
  summary: 'To a member, a team, or nobody',
  input: z.object({ id, assigneeId: id.nullable().optional(), teamId: id.nullable().optional() }),
  output: Conversation,
})
export const resolve = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/resolve',
  allow: 'conversation.resolve',
  summary: 'Closes the matter. Errors: `conversation.already_resolved`',
  input: z.object({ id }),
  output: Conversation,
})
export const reopen = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/reopen',
  allow: 'conversation.resolve',
  summary: 'Opens it again. Errors: `conversation.already_open`',
  input: z.object({ id }),
  output: Conversation,
})
export const setLabels = endpoint({
  method: 'PUT',
  path: '/api/v1/conversations/:id/labels',
  allow: 'conversation.label',
  summary: 'Its labels, all of them',
  input: z.object({ id, labelIds: z.array(id).max(50) }),
  output: Conversation,
})
export const markRead = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/read',
  allow: 'conversation.read',
  summary: 'Read up to now, by this member',
  input: z.object({ id }),
  output: none,
})
/** Threads or single messages; into `toId`, or a new conversation. Errors: `move.other_customer`, `move.nothing`. */
export const move = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/move',
  allow: 'conversation.move',
  summary: 'Moves a thread or messages to another conversation',
  input: z.object({
    id,
    threadIds: z.array(id).max(20).default([]),
    messageIds: z.array(id).max(200).default([]),
    toId: id.optional(),
  }),
  output: z.object({ moveId: id, conversation: Conversation }),
})
export const undoMove = endpoint({
  method: 'POST',
  path: '/api/v1/moves/:id/undo',
  allow: 'conversation.move',
  summary: 'Puts it back as it was. Errors: `move.undone`',
  input: z.object({ id }),
  output: Conversation,
})

/** Not stored; repeat every 20 s while true. */
export const tellPresence = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/presence',
  allow: 'conversation.read',
  summary: 'That one is looking or writing',
  input: z.object({ id, state: z.enum(['viewing', 'writing', 'away']) }),
  output: none,
})

export const LogEvent = z.object({
  position: z.string(),
  at: time,
  kind: z.string(),
  actor: z.object({ type: z.string(), id: z.string() }),
  customerId: id.nullable(),
  conversationId: id.nullable(),
  threadId: id.nullable(),
  messageId: id.nullable(),
  facts: z.record(z.string(), z.unknown()),
})
/** Resumes exactly. Without `after`, starts at the oldest kept. */
export const listEvents = endpoint({
  method: 'GET',
  path: '/api/v1/events',
  allow: 'event.read',
  summary: 'The log of changes, oldest first',
  input: z.object({ ...pageInput, limit: z.coerce.number().int().min(1).max(1000).default(200) }),
  output: page(LogEvent),
})
/** Server-sent events: `resumed` or `reset` first, then log events whose data are LogEvent plus `message` where there is one. */
export const stream = endpoint({
  method: 'GET',
  path: '/api/v1/stream',
  allow: 'conversation.read',
  summary: "The desk's live updates",
  input: z.object({ after: z.string().max(100).optional() }),
  output: z.any(),
})

import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'
import { Label } from '../labels/contract.ts'

export * from './messages/contract.ts'

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
/**
 * Server-sent events: `resumed` or `reset` first, then log events whose data are LogEvent plus `message` where there is one.
 * Who sees only their own teams' conversations hears of `conversation.left` when one is no longer for them: drop it.
 */
export const stream = endpoint({
  method: 'GET',
  path: '/api/v1/stream',
  allow: 'conversation.read',
  summary: "The desk's live updates",
  input: z.object({ after: z.string().max(100).optional() }),
  output: z.any(),
})

import { z } from 'zod'
import { endpoint, id, none, time } from '../../foundation/shared/endpoint.ts'

const VisitorFile = z.object({
  id,
  name: z.string(),
  type: z.string(),
  bytes: z.number().int(),
  /** Given out only when `clean`, or where nobody scans. */
  scan: z.enum(['waiting', 'clean', 'infected', 'unscannable']).nullable(),
})

/**
 * What the widget speaks. A visitor is a bearer token in the site's own storage; nothing is sent or
 * stored before the visitor acts. All answers carry CORS for the page's origin.
 */
export const VisitorMessage = z.object({
  id,
  mine: z.boolean(),
  author: z.string(),
  text: z.string(),
  at: time,
  clientKey: z.string().nullable(),
  attachments: z.array(VisitorFile),
})
export const Visitor = z.object({
  id,
  claimedEmail: z.string().nullable(),
  /** Whether the visitor proved the address or came signed in. */
  proved: z.boolean(),
})

export const getWidget = endpoint({
  method: 'GET',
  path: '/widget/v1/connections/:connectionId',
  allow: 'public',
  summary: 'What the widget needs to greet',
  input: z.object({ connectionId: id }),
  output: z.object({
    brand: z.string(),
    greeting: z.object({ ja: z.string(), en: z.string() }),
    askEmail: z.boolean(),
  }),
})
/** The first act of a visitor. `anonymousId` is the page's analytics id when it has one. */
export const startVisitor = endpoint({
  method: 'POST',
  path: '/widget/v1/visitors',
  allow: 'public',
  summary: 'Begins a visitor; the token is shown once',
  input: z.object({
    connectionId: id,
    anonymousId: z.string().max(200).optional(),
    locale: z.enum(['en', 'ja']),
    pageUrl: z.string().max(2000).optional(),
    jwt: z.string().max(8000).optional(),
  }),
  output: z.object({ token: z.string(), visitor: Visitor }),
})
/** A chat that the team began with this browser: its token, once. Asked only by pages that allow invitations. */
export const takeInvitation = endpoint({
  method: 'POST',
  path: '/widget/v1/invitation',
  allow: 'public',
  summary: 'Takes over a chat that the team began',
  input: z.object({
    connectionId: id,
    anonymousId: z.string().min(1).max(200),
    locale: z.enum(['en', 'ja']),
  }),
  output: z.object({ token: z.string().nullable() }),
})
export const getVisitor = endpoint({
  method: 'GET',
  path: '/widget/v1/visitor',
  allow: 'visitor',
  summary: 'This visitor',
  input: none,
  output: Visitor,
})
/** `clientKey` makes a repeat the same message. Errors: `message.empty`, `visitor.too_fast`. */
export const sendVisitorMessage = endpoint({
  method: 'POST',
  path: '/widget/v1/messages',
  allow: 'visitor',
  summary: 'Writes to the brand',
  input: z.object({
    text: z.string().max(10_000),
    clientKey: z.string().min(8).max(100),
    fileIds: z.array(id).max(10).default([]),
    pageUrl: z.string().max(2000).optional(),
  }),
  output: VisitorMessage,
})
/** Only this visitor's own thread; after proving an address, also the person's other messages. Oldest first. */
export const listVisitorMessages = endpoint({
  method: 'GET',
  path: '/widget/v1/messages',
  allow: 'visitor',
  summary: 'The thread so far',
  input: z.object({
    before: z.string().max(500).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    data: z.array(VisitorMessage),
    previous: z.string().nullable(),
    position: z.string(),
  }),
})
/** A claim: staff see it as unverified, and it opens nothing. */
export const claimEmail = endpoint({
  method: 'POST',
  path: '/widget/v1/claim',
  allow: 'visitor',
  summary: 'Says how to be reached',
  input: z.object({ email: z.email().max(254), name: z.string().trim().max(120).optional() }),
  output: Visitor,
})
/** Answers alike whether or not the address is known. Errors: `proof.too_many`, `proof.no_mailbox`. */
export const requestProof = endpoint({
  method: 'POST',
  path: '/widget/v1/proof',
  allow: 'visitor',
  summary: 'Mails a six-digit code to the claimed address',
  input: none,
  output: none,
})
/** Errors: `proof.wrong`, `proof.expired`. */
export const confirmProof = endpoint({
  method: 'POST',
  path: '/widget/v1/proof/confirm',
  allow: 'visitor',
  summary: 'Proves the address',
  input: z.object({ code: z.string().regex(/^\d{6}$/) }),
  output: Visitor,
})
/** Signed by the site (HS256) with the connection's secret: `sub`, `exp`, optional `email`, `name`. Errors: `identify.refused`. */
export const identifyVisitor = endpoint({
  method: 'POST',
  path: '/widget/v1/identify',
  allow: 'visitor',
  summary: 'Proves who is signed in on the site',
  input: z.object({ jwt: z.string().max(8000) }),
  output: Visitor,
})
export const tellTyping = endpoint({
  method: 'POST',
  path: '/widget/v1/typing',
  allow: 'visitor',
  summary: 'That the visitor is writing',
  input: none,
  output: none,
})
/** Body: bytes, at most 10 MB; `?name=` and `?type=` describe them. */
export const uploadVisitorFile = endpoint({
  method: 'POST',
  path: '/widget/v1/files',
  allow: 'visitor',
  summary: 'An attachment. Errors: `file.infected`',
  input: z.object({
    name: z.string().trim().min(1).max(255),
    type: z.string().max(100).optional(),
  }),
  output: VisitorFile,
})
export const downloadVisitorFile = endpoint({
  method: 'GET',
  path: '/widget/v1/files/:id',
  allow: 'visitor',
  summary: "An attachment of the visitor's own thread",
  input: z.object({ id }),
  output: z.any(),
})
/** Server-sent events: `resumed` or `reset`, `message` (VisitorMessage), `now` ({ typing: true }). */
export const streamVisitor = endpoint({
  method: 'GET',
  path: '/widget/v1/stream',
  allow: 'visitor',
  summary: 'Live replies',
  input: z.object({ after: z.string().max(100).optional() }),
  output: z.any(),
})

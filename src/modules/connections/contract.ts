import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'

export const SettingsField = z.object({
  path: z.string(),
  kind: z.enum(['text', 'email', 'number', 'switch', 'secret']),
  required: z.boolean(),
  initial: z.union([z.string(), z.number(), z.boolean()]).optional(),
  /** Shown only when asked for. */
  rare: z.boolean().optional(),
})
export const Channel = z.object({
  key: z.string(),
  form: z.array(SettingsField),
  canTest: z.boolean(),
  canReconcile: z.boolean(),
  /** Its mail can be signed, and the DNS of its domain checked. */
  canSign: z.boolean(),
  can: z.object({
    text: z.number(),
    subject: z.boolean(),
    attachments: z.boolean(),
    html: z.boolean(),
  }),
})
export const Connection = z.object({
  id,
  channel: z.string(),
  name: z.string(),
  address: z.string(),
  state: z.enum(['new', 'ok', 'failing', 'paused']),
  problem: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
  stateAt: time.nullable(),
  /** When its provider could last be asked for news. */
  readAt: time.nullable(),
  /** Since when it cannot be read, once that is longer than the operator's limit (10 minutes unless set). */
  stalledSince: time.nullable(),
  /**
   * Whether its provider takes what is sent. `open`: it is left alone until `nextTryAt`, and messages wait; `half-open`:
   * one message tries whether it is back.
   */
  sending: z.object({
    state: z.enum(['closed', 'open', 'half-open']),
    since: time.nullable(),
    problem: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
    nextTryAt: time.nullable(),
  }),
  createdAt: time,
})
/** Secret fields read as `null` when unset and `"•••"` when set; sending `"•••"` back keeps them. */
export const ConnectionWithSettings = Connection.extend({
  settings: z.record(z.string(), z.unknown()),
})
export const Quarantined = z.object({
  id,
  code: z.string(),
  detail: z.string().nullable(),
  bytes: z.number().int(),
  receivedAt: time,
  attempts: z.number().int(),
})

/** What the provider holds since the connection's start against what was received. `stored` + `missing` = `mailbox`. */
export const Reconciliation = z.object({
  id,
  state: z.enum(['running', 'done', 'failed']),
  startedAt: time,
  finishedAt: time.nullable(),
  mailbox: z.number().int().nullable(),
  stored: z.number().int().nullable(),
  missing: z.number().int().nullable(),
  /** Of the missing, taken in by this run. */
  taken: z.number().int().nullable(),
  /** Why it failed. */
  code: z.string().nullable(),
})

const Address = z.object({ address: z.string(), name: z.string().optional() })
/** An appointment as its organiser wrote it. `at` is UTC; without it the time floats or is a whole day. */
const Moment = z.object({
  /** `2026-11-21T13:00:00`, or `2026-11-21` for a whole day. */
  local: z.string(),
  at: z.string().nullable(),
  /** IANA name, or what the organiser's program called it. */
  zone: z.string().nullable(),
})
export const Invitation = z.object({
  method: z.enum(['publish', 'request', 'reply', 'cancel', 'counter', 'other']),
  uid: z.string(),
  summary: z.string(),
  start: Moment.nullable(),
  end: Moment.nullable(),
  location: z.string(),
  organiser: Address.nullable(),
  /** Of a reply: who answers, and how. */
  answer: z
    .object({
      by: Address,
      word: z.enum(['accepted', 'declined', 'tentative', 'needs-action', 'other']),
    })
    .nullable(),
  repeats: z.boolean(),
})
/** What a channel says of a message beyond its words. */
export const MailFacts = z.object({
  invitation: Invitation.optional(),
  protection: z
    .enum(['pgp-encrypted', 'pgp-signed', 'smime-encrypted', 'smime-signed', 'smime-sealed'])
    .optional(),
  /** The colleague who passed it on; the author is the one they got it from. */
  forwardedBy: Address.optional(),
  /** Where the sender wants the answer. */
  replyTo: Address.optional(),
  /** Attached mails, by their position among the attachments. */
  mails: z
    .array(
      z.object({
        position: z.number().int(),
        subject: z.string(),
        from: Address.nullable(),
        sentAt: z.string().nullable(),
      }),
    )
    .optional(),
})
/**
 * Whether the domain in From vouches for the message (RFC 7489). `unconfirmed`: it does not; `unknown`: it could not
 * be asked. Results as in RFC 8601; `by` who checked: we, or the server that received it.
 */
export const SenderCheck = z.object({
  state: z.enum(['confirmed', 'unconfirmed', 'unknown']),
  spf: z.string().nullable(),
  dkim: z.string().nullable(),
  dmarc: z.string().nullable(),
  domain: z.string().nullable(),
  by: z.enum(['own', 'host']),
})

export const listChannels = endpoint({
  method: 'GET',
  path: '/api/v1/channels',
  allow: 'connection.read',
  summary: 'Kinds of connection and their forms',
  input: none,
  output: z.object({ data: z.array(Channel) }),
})
export const listConnections = endpoint({
  method: 'GET',
  path: '/api/v1/connections',
  allow: 'connection.read',
  summary: 'Connections',
  input: z.object(pageInput),
  output: page(Connection),
})
export const getConnection = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id',
  allow: 'connection.manage',
  summary: 'One connection with its settings, secrets hidden',
  input: z.object({ id }),
  output: ConnectionWithSettings,
})
export const createConnection = endpoint({
  method: 'POST',
  path: '/api/v1/connections',
  allow: 'connection.manage',
  audits: ['connection.created'],
  summary: 'Adds a connection. Errors: `connection.settings_invalid`',
  input: z.object({
    channel: z.string().max(40),
    name: z.string().trim().max(80).optional(),
    settings: z.record(z.string(), z.unknown()),
  }),
  output: Connection,
})
export const updateConnection = endpoint({
  method: 'PATCH',
  path: '/api/v1/connections/:id',
  allow: 'connection.manage',
  audits: ['connection.updated', 'connection.secret_changed'],
  summary: 'Changes name, settings, or pauses',
  input: z.object({
    id,
    name: z.string().trim().min(1).max(80).optional(),
    settings: z.record(z.string(), z.unknown()).optional(),
    paused: z.boolean().optional(),
  }),
  output: Connection,
})
export const removeConnection = endpoint({
  method: 'DELETE',
  path: '/api/v1/connections/:id',
  allow: 'connection.manage',
  audits: ['connection.removed'],
  summary: 'Removes it; its messages stay',
  input: z.object({ id }),
  output: none,
})
/** Tries settings, given or stored, against the provider. */
export const testConnection = endpoint({
  method: 'POST',
  path: '/api/v1/connections/test',
  allow: 'connection.manage',
  summary: 'Says what is wrong with settings',
  input: z.object({
    channel: z.string().max(40),
    id: id.optional(),
    settings: z.record(z.string(), z.unknown()),
  }),
  output: z.object({
    ok: z.boolean(),
    code: z.string().nullable(),
    detail: z.string().nullable(),
    path: z.string().nullable(),
  }),
})
/** received = stored + duplicate; stored includes quarantined. */
export const getConnectionCounts = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id/counts',
  allow: 'connection.read',
  summary: 'Input counts that add up',
  input: z.object({ id }),
  output: z.object({
    received: z.number().int(),
    stored: z.number().int(),
    duplicate: z.number().int(),
    quarantined: z.number().int(),
  }),
})
export const listQuarantine = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id/quarantine',
  allow: 'connection.manage',
  summary: 'Input that could not be used',
  input: z.object({ id, ...pageInput }),
  output: page(Quarantined),
})
export const retryQuarantined = endpoint({
  method: 'POST',
  path: '/api/v1/connections/:id/quarantine/:receiptId/retry',
  allow: 'connection.manage',
  audits: ['quarantine.retried'],
  summary: 'Tries to use it again',
  input: z.object({ id, receiptId: id }),
  output: none,
})
export const removeQuarantined = endpoint({
  method: 'DELETE',
  path: '/api/v1/connections/:id/quarantine/:receiptId',
  allow: 'connection.manage',
  audits: ['quarantine.removed'],
  summary: 'Deletes it for good; it is not fetched again. Errors: `receipt.missing`',
  input: z.object({ id, receiptId: id }),
  output: none,
})
export const downloadQuarantined = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id/quarantine/:receiptId/raw',
  allow: 'connection.manage',
  audits: ['quarantine.downloaded'],
  summary: 'The input as it came',
  input: z.object({ id, receiptId: id }),
  output: z.any(),
})
export const listReconciliations = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id/reconciliations',
  allow: 'connection.read',
  summary: 'Comparisons of the mailbox with what was received, newest first',
  input: z.object({ id, ...pageInput }),
  output: page(Reconciliation),
})
/** Also runs daily by itself. Takes in what is missing. Errors: `connection.cannot_reconcile`. */
export const startReconciliation = endpoint({
  method: 'POST',
  path: '/api/v1/connections/:id/reconcile',
  allow: 'connection.manage',
  summary: 'Compares the mailbox with what was received, now',
  input: z.object({ id }),
  output: Reconciliation,
})

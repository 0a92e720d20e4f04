import type { z } from 'zod'

/**
 * A way to meet a customer. A channel knows its provider and nothing of Engawa:
 * what it needs comes in as arguments, what it learnt goes out as return values.
 */
export type Channel<S = unknown> = {
  /** Stable name, also the folder's: `email`, `web-chat`. */
  key: string
  /** Checks and completes what an administrator entered. */
  settings: z.ZodType<S>
  /** The same settings as a form. Labels are texts `channel.<key>.<path>`. */
  form: SettingsField[]
  can: Capabilities
  /** Our own database is the provider: committed is delivered, and `send` is never called. */
  deliversOnCommit?: boolean
  /** What one connection is reached at, shown beside its name (`help@shop.example`). */
  address: (settings: S) => string
  /** Tries the settings against the provider; the first thing that is wrong, in a code. */
  test?: (settings: S, tools: TestTools) => Promise<TestResult>
  /** A supervised loop with one owner at a time; returns when `tools.signal` aborts, throws to be restarted with back-off. */
  watch?: (settings: S, tools: WatchTools) => Promise<void>
  /** Raw input to a message. Pure: the same bytes give the same answer. Throws `ParseError` for what cannot be used. */
  parse: (raw: Uint8Array, settings: S) => Promise<ParsedInput>
  /** Hands one message over. Never throws for a provider's refusal. */
  send: (settings: S, message: OutgoingMessage, tools: SendTools) => Promise<SendResult>
}

export type SettingsField = {
  /** Dotted path into the settings, `imap.password`. */
  path: string
  kind: 'text' | 'email' | 'number' | 'switch' | 'secret'
  required: boolean
  initial?: string | number | boolean
}

export type Capabilities = {
  /** Longest text of one message, characters. */
  text: number
  subject: boolean
  attachments: boolean
  html: boolean
}

export type Address = { address: string; name?: string }

/** An identifier a message came by. `type` is an identifier type: `email`, `visitor`, … */
export type Sender = { type: string; value: string; name?: string }

export type ParsedAttachment = {
  name: string
  /** Media type as declared; stored files are sniffed again. */
  type: string
  bytes: Uint8Array
  inline: boolean
  contentId?: string
}

export type ParsedMessage = {
  kind: 'message'
  /** The provider's id of this message, stable over redelivery. */
  providerId: string
  from: Sender
  to: Address[]
  cc: Address[]
  /** Where an answer is wanted, when it is not the sender. */
  replyTo?: Address
  subject: string
  text: string
  /** Characters of `text` that are new; the rest quotes earlier mail. */
  newTextLength: number
  /** Sanitised; inline pictures are `cid:` references. */
  html?: string
  attachments: ParsedAttachment[]
  sentAt?: Date
  /** Provider ids this message answers, nearest first. */
  references: string[]
  /** Set for what a machine wrote: such a message reopens nothing and is never answered by a machine. */
  automatic?: 'auto-reply' | 'bulk' | 'bounce'
  /** Who could not be reached, when the provider says so; `permanent` means that trying again is useless. */
  bounce?: { address: string; permanent: boolean; status?: string }
  /** Set when we sent it ourselves and it came back. */
  own?: boolean
}

export type ParsedInput = ParsedMessage | { kind: 'ignored'; reason: string }

export type OutgoingMessage = {
  /** Our id; the channel derives the provider id from it, so that a repeat is recognisable. */
  id: string
  /** Same id for every attempt of one message, for providers that take an idempotency key. */
  sendKey: string
  fromName: string
  to: Address[]
  cc: Address[]
  subject: string
  text: string
  locale: 'ja' | 'en'
  attachments: { name: string; type: string; read: () => Promise<Uint8Array> }[]
  /** The message answered, of the same thread. */
  inReplyTo?: { providerId: string; from: string; at: Date; text: string }
  /** Provider ids of the thread, oldest first. */
  references: string[]
  /** Written by a machine: the channel marks it, so that other machines keep silent. */
  automatic?: boolean
}

export type SendResult =
  /** `refused` are recipients that the provider did not accept while it took the message for the others. */
  | { outcome: 'sent'; providerId: string; refused?: string[] }
  /** The provider did not take it; trying again cannot double it. */
  | { outcome: 'retry'; code: string; detail?: string; afterSeconds?: number }
  | { outcome: 'failed'; code: string; detail?: string }
  /** The provider may have taken it. Never repeated without being asked. */
  | { outcome: 'unknown'; code: string; detail?: string }

export type TestResult = { ok: true } | { ok: false; code: string; detail?: string; path?: string }

export type SendTools = {
  signal: AbortSignal
  /** HMAC of a text under the workspace's key, base64url: makes ids that strangers cannot guess. */
  sign: (text: string) => string
  /** The address to connect to, checked: a name may resolve to another the next time. Refuses those that the operator does not let through. */
  guardHost: (host: string) => Promise<string>
}
export type TestTools = SendTools

export type WatchTools = SendTools & {
  /** Stores raw input durably; resolves only after commit. `key` is unique per connection. */
  receive: (raw: Uint8Array, key: string) => Promise<'stored' | 'duplicate'>
  /** The loop's own position, as last saved. */
  readCursor: () => Promise<unknown>
  saveCursor: (cursor: unknown) => Promise<void>
  /** Shown on the connection: all is well, or a code that says what is not. */
  report: (state: { ok: true } | { ok: false; code: string; detail?: string }) => Promise<void>
  log: (message: string, fields?: Record<string, unknown>) => void
}

/** Input that no retry will make readable; it goes to quarantine with this code. */
export type ParseFailure = { code: string; detail?: string }

export const defineChannel = <S>(channel: Channel<S>): Channel<S> => channel

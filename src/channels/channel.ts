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
  /**
   * The provider takes `sendKey`: what comes twice under one key is one message, and the answer to a repeat of what it
   * took is that of the first time. So a doubt can be settled by asking again.
   */
  recognisesRepeats?: boolean
  /** What one connection is reached at, shown beside its name (`help@shop.example`). */
  address: (settings: S) => string
  /** Tries the settings against the provider; the first thing that is wrong, in a code. */
  test?: (settings: S, tools: TestTools) => Promise<TestResult>
  /** A supervised loop with one owner at a time; returns when `tools.signal` aborts, throws to be restarted with back-off. */
  watch?: (settings: S, tools: WatchTools) => Promise<void>
  /** Compares what the provider holds since the connection's start with what was taken in, and takes in what is missing. */
  reconcile?: (settings: S, tools: ReconcileTools) => Promise<Reconciled>
  /** Raw input to a message. Pure: the same bytes give the same answer. Throws `ParseError` for what cannot be used. */
  parse: (raw: Uint8Array, settings: S) => Promise<ParsedInput>
  /** Asks whether the sender's domain vouches for a raw input, after it was received. Bounded in time by `tools.signal`. */
  checkSender?: (raw: Uint8Array, settings: S, tools: CheckTools) => Promise<SenderCheck>
  /** Whose mail it signs (DKIM, RFC 6376), where it can: the domain of its sender. */
  signsFor?: (settings: S) => string
  /** What DNS says of the sender's domain, record by record, with what it should say. Bounded in time by `tools.signal`. */
  checkDns?: (settings: S, tools: DnsTools) => Promise<DnsRow[]>
  /**
   * Hands one message over. Never throws for a provider's refusal. Awaits `tools.handingOver` just before the step
   * after which nobody could tell whether the provider has it; when that throws, it is not handed over.
   */
  send: (settings: S, message: OutgoingMessage, tools: HandTools) => Promise<SendResult>
}

export type SettingsField = {
  /** Dotted path into the settings, `imap.password`. */
  path: string
  kind: 'text' | 'email' | 'number' | 'switch' | 'secret'
  required: boolean
  initial?: string | number | boolean
  /** Shown only when asked for. */
  rare?: boolean
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
  /** Of an attached mail: what one would see of it in a list. */
  mail?: { subject: string; from: Address | null; sentAt: string | null }
}

/** A time as its writer put it. `local` is `2026-11-21T13:00:00`, or a day alone; `at` the same in UTC, where that can be told. */
export type Moment = { local: string; at: string | null; zone: string | null }

/** An appointment that came with a message (RFC 5546). */
export type Invitation = {
  method: 'publish' | 'request' | 'reply' | 'cancel' | 'counter' | 'other'
  uid: string
  summary: string
  start: Moment | null
  end: Moment | null
  location: string
  organiser: Address | null
  /** Of a reply: who answers, and how. */
  answer: {
    by: Address
    word: 'accepted' | 'declined' | 'tentative' | 'needs-action' | 'other'
  } | null
  repeats: boolean
}

/** How the words are protected. `smime-sealed`: signed so that only a program that knows S/MIME shows them. */
export type Protection =
  | 'pgp-encrypted'
  | 'pgp-signed'
  | 'smime-encrypted'
  | 'smime-signed'
  | 'smime-sealed'

/** Whether the sender's domain vouches for a message; single results in the words of RFC 8601. */
export type SenderCheck = {
  state: 'confirmed' | 'unconfirmed' | 'unknown'
  spf: string | null
  dkim: string | null
  dmarc: string | null
  domain: string | null
  /** Who checked: we, or the server that received it. */
  by: 'own' | 'host'
}

export type CheckTools = {
  signal: AbortSignal
  /** Records of a name, as `node:dns/promises` gives them; rejects with its codes. */
  resolve: (name: string, type: string) => Promise<unknown>
}

/** The public half is what stands in the record, base64 of its DER form. */
export type PublishedKey = { domain: string; selector: string; publicKey: string }
/** `privateKey` is PEM. */
export type SigningKey = { domain: string; selector: string; privateKey: string }

export type DnsTools = CheckTools & {
  /** The key that this connection signs with, or is about to. */
  key?: PublishedKey | undefined
}

export const dnsRows = ['mx', 'spf', 'dkim', 'dmarc', 'reverse'] as const
export const dnsStates = ['good', 'missing', 'wrong', 'unsure', 'unasked'] as const

/** `unsure`: cannot be known from here; `unasked`: DNS did not answer. */
export type DnsRow = {
  row: (typeof dnsRows)[number]
  state: (typeof dnsStates)[number]
  /** Why, in a word; has a text `connection.dns.<row>.<reason>`. */
  reason: string
  /** The record: where it stands, of which type. */
  name: string
  type: 'MX' | 'TXT' | 'PTR'
  found: string[]
  /** As it should be, to be copied. */
  wanted: string | null
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
  invitation?: Invitation
  protection?: Protection
  /** Who wrote the mail that this one passes on whole. */
  forwarded?: Address
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
  /** Of marketing: whoever posts to it wants no more (RFC 8058). */
  unsubscribeUrl?: string
}

export type SendResult =
  /** `refused` are recipients that the provider did not accept while it took the message for the others. */
  | { outcome: 'sent'; providerId: string; refused?: string[] }
  /** The provider did not take it; trying again cannot double it. */
  | (Refusal & { outcome: 'retry'; afterSeconds?: number })
  | (Refusal & { outcome: 'failed' })
  /** The provider may have taken it. Never repeated without being asked. */
  | (Refusal & { outcome: 'unknown' })

type Refusal = {
  code: string
  detail?: string
  /** True: the provider cannot be used at all; false: it answered, and means this message; absent: nothing was learnt. */
  down?: boolean
}

export type TestResult = { ok: true } | { ok: false; code: string; detail?: string; path?: string }

export type SendTools = {
  signal: AbortSignal
  /** HMAC of a text under the workspace's key, base64url: makes ids that strangers cannot guess. */
  sign: (text: string) => string
  /** The address to connect to, checked: a name may resolve to another the next time. Refuses those that the operator does not let through. */
  guardHost: (host: string) => Promise<string>
  /** One exchange over HTTP with a host that is checked likewise; no redirects, bounded. */
  fetch: (
    url: string,
    request: { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: string },
  ) => Promise<{ status: number; bytes: Uint8Array }>
  /** The access token that is kept for this connection, renewed when it has run out or was refused. */
  token: (wanted: TokenWanted) => Promise<string>
  /** What to sign with, once its record has been seen in DNS. */
  signingKey?: () => Promise<SigningKey | undefined>
}

/** What a connection signs in with for an hour or so. `refresh` when the provider gave a new one for the next time. */
export type Token = { access: string; refresh?: string; expiresAt: Date }

export type TokenWanted = {
  /** Names the settings the token is got by; under others a kept one is useless. */
  mark: string
  /** Gets a new one, by the refresh token of the last time if there was one. Called by one process at a time. */
  renew: (refresh: string | undefined) => Promise<Token>
  /** A token that the provider did not accept, however long it was to last. */
  refused?: string | undefined
}

export type TestTools = SendTools

export type HandTools = SendTools & {
  /** Commits that the message may be with the provider from now on. Throws when somebody else has taken it over. */
  handingOver: () => Promise<void>
}

/** One input as it came. `key` is the provider's own name for it, unique per connection. */
export type RawInput = { raw: Uint8Array; key: string }

type IntakeTools = SendTools & {
  /** Stores raw input durably, in this order; resolves only after commit. */
  receiveAll: (inputs: readonly RawInput[]) => Promise<('stored' | 'duplicate')[]>
  /** The loop's own position, as last saved. */
  readCursor: () => Promise<unknown>
}

export type ReconcileTools = IntakeTools & {
  /** Which of these keys were received before. */
  known: (keys: readonly string[]) => Promise<ReadonlySet<string>>
}

/** In numbers of inputs: held by the provider, of these known, of the rest taken in now. */
export type Reconciled = { held: number; known: number; taken: number }

export type WatchTools = IntakeTools & {
  saveCursor: (cursor: unknown) => Promise<void>
  /** Shown on the connection after each look: all is well, or a code that says what is not. */
  report: (state: { ok: true } | { ok: false; code: string; detail?: string }) => Promise<void>
  log: (message: string, fields?: Record<string, unknown>) => void
}

/** Input that no retry will make readable; it goes to quarantine with this code. */
export type ParseFailure = { code: string; detail?: string }

export const defineChannel = <S>(channel: Channel<S>): Channel<S> => channel

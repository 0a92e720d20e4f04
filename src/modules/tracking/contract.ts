import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'
import { source as shop } from '../commerce/shapes/contract.ts'

/** `properties.email`, `traits.address.*`, `context.page.url`: where in an event; `*` is every entry. */
export const fieldPattern = /^(properties|traits|context)(\.[^.\s]{1,100}){1,8}$/
const fieldPath = z.string().trim().max(200).regex(fieldPattern)

/**
 * What a source lets in. Event names may hold `*`; kinds other than `track` are named by their kind (`page`). Where one
 * field of `properties`, `traits` or `context` is to be kept, its others go. Hashes are keyed per workspace.
 */
export const SourceRules = z.object({
  events: z
    .object({
      mode: z.enum(['all', 'only', 'except']),
      names: z.array(z.string().trim().min(1).max(200)).max(200),
    })
    .default({ mode: 'all', names: [] }),
  fields: z
    .array(z.object({ path: fieldPath, action: z.enum(['keep', 'remove', 'hash']) }))
    .max(100)
    .default([]),
  /** `shorten`: to the network, 24 bits of IPv4 and 48 of IPv6. */
  ip: z.enum(['keep', 'shorten', 'remove']).default('shorten'),
})

export const Source = z.object({
  id,
  name: z.string(),
  writeKey: z.string(),
  /** Whose orders it tells of. What else tells of the same shop is one with it; the source's id: a shop of its own. */
  shop: z.string(),
  rules: SourceRules,
  accepted: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.number().int(),
  /** Rejected ones that were taken after all. */
  replayed: z.number().int(),
  /** Begun within the last 24 hours. */
  visits: z.number().int(),
  createdAt: time,
})
export const SourceEvent = z.object({
  id,
  kind: z.string(),
  name: z.string(),
  at: time,
  receivedAt: time,
  url: z.string().nullable(),
  /** Whose it is by now, or whose the device was then. */
  customerId: id.nullable(),
})
export const RejectedEvent = z.object({
  id,
  code: z.string(),
  detail: z.string(),
  body: z.unknown(),
  receivedAt: time,
})
/** Coarse on purpose: enough to know what somebody sees, not who they are. */
export const Device = z.object({
  kind: z.enum(['phone', 'tablet', 'desktop', 'other']),
  os: z.string().nullable(),
  browser: z.string().nullable(),
})
/** The slowest of the visit's pages: milliseconds, `cls` a score; with the page each was seen on. */
export const Vitals = z.object({
  lcp: z.number().optional(),
  inp: z.number().optional(),
  cls: z.number().optional(),
  ttfb: z.number().optional(),
  lcpUrl: z.string().optional(),
  inpUrl: z.string().optional(),
  clsUrl: z.string().optional(),
})
export const Visit = z.object({
  id,
  anonymousId: z.string(),
  customerId: id.nullable(),
  startedAt: time,
  lastAt: time,
  pageCount: z.number().int(),
  eventCount: z.number().int(),
  firstUrl: z.string().nullable(),
  lastUrl: z.string().nullable(),
  lastTitle: z.string().nullable(),
  referrer: z.string().nullable(),
  /** Where it came from; `channel` is one of the default channel groups. */
  source: z.string().nullable(),
  medium: z.string().nullable(),
  campaign: z.string().nullable(),
  channel: z.string().nullable(),
  device: Device.nullable(),
  vitals: Vitals.nullable(),
})
/** Somebody who is on a page now. */
export const SiteVisitor = z.object({
  visitId: id,
  anonymousId: z.string(),
  customerId: id.nullable(),
  customerName: z.string().nullable(),
  url: z.string().nullable(),
  title: z.string().nullable(),
  since: time,
  lastAt: time,
  pageCount: z.number().int(),
  referrer: z.string().nullable(),
  source: z.string().nullable(),
  channel: z.string().nullable(),
  device: Device.nullable(),
  /** The chat that runs with them, if there is one. */
  conversationId: id.nullable(),
})

export const listSources = endpoint({
  method: 'GET',
  path: '/api/v1/sources',
  allow: 'source.read',
  summary: 'Sites, apps and shops that send events',
  input: z.object(pageInput),
  output: page(Source),
})
export const createSource = endpoint({
  method: 'POST',
  path: '/api/v1/sources',
  allow: 'source.manage',
  audits: ['source.created'],
  summary: 'Makes a source and its write key. `shop`: the workspace’s own by default',
  input: z.object({ name: z.string().trim().min(1).max(80), shop: shop.optional() }),
  output: Source,
})
export const updateSource = endpoint({
  method: 'PATCH',
  path: '/api/v1/sources/:id',
  allow: 'source.manage',
  audits: ['source.updated'],
  summary:
    'Renames a source, or changes what it lets in, or the shop it speaks for: orders of a shop of its own go along, all of a named one only when `moves` says so',
  input: z.object({
    id,
    name: z.string().trim().min(1).max(80).optional(),
    shop: shop.optional(),
    /** Whether all that is there of the shop before becomes the new one's, whoever told of it. */
    moves: z.boolean().default(false),
    rules: SourceRules.optional(),
  }),
  output: Source,
})
/** The latest events, as they are kept and as they would be by these rules. Nothing is changed. */
export const previewRules = endpoint({
  method: 'POST',
  path: '/api/v1/sources/:id/preview',
  allow: 'source.manage',
  summary: 'What rules would do to the latest events',
  input: z.object({ id, rules: SourceRules }),
  output: z.object({
    data: z.array(
      z.object({
        id,
        kind: z.string(),
        name: z.string(),
        at: time,
        denied: z.boolean(),
        before: z.unknown(),
        after: z.unknown(),
        /** Paths of what changed or went. */
        changed: z.array(z.string()),
      }),
    ),
  }),
})
export const removeSource = endpoint({
  method: 'DELETE',
  path: '/api/v1/sources/:id',
  allow: 'source.manage',
  audits: ['source.removed'],
  summary: 'Stops taking its events; what came stays',
  input: z.object({ id }),
  output: none,
})
export const listSourceEvents = endpoint({
  method: 'GET',
  path: '/api/v1/sources/:id/events',
  allow: 'source.read',
  summary:
    'Events that were accepted of a source, last received first; a page may be short before the end',
  input: z.object({ id, ...pageInput }),
  output: page(SourceEvent),
})
export const listRejectedEvents = endpoint({
  method: 'GET',
  path: '/api/v1/sources/:id/rejected',
  allow: 'source.read',
  summary: 'Events that could not be used, with the reason; all, or those of one',
  input: z.object({ id, code: z.string().max(100).optional(), ...pageInput }),
  output: page(RejectedEvent),
})
export const countRejectedEvents = endpoint({
  method: 'GET',
  path: '/api/v1/sources/:id/rejected/counts',
  allow: 'source.read',
  summary: 'How many events wait in quarantine, by reason',
  input: z.object({ id }),
  output: z.object({ data: z.array(z.object({ code: z.string(), count: z.number().int() })) }),
})
/**
 * Reads quarantined events again, as their source is now: those named, else up to a thousand, by id, after
 * `after`. Call it again with `next` until that is null.
 */
export const replayRejectedEvents = endpoint({
  method: 'POST',
  path: '/api/v1/sources/:id/rejected/replay',
  allow: 'source.manage',
  audits: ['source.replayed'],
  summary: 'Takes quarantined events that can be used now',
  input: z.object({ id, ids: z.array(id).min(1).max(1000).optional(), after: id.optional() }),
  output: z.object({
    taken: z.number().int(),
    refused: z.number().int(),
    next: id.nullable(),
  }),
})
export const listVisits = endpoint({
  method: 'GET',
  path: '/api/v1/visits',
  allow: 'customer.read',
  summary: 'Visits, latest first',
  input: z.object({
    customerId: id.optional(),
    sourceId: id.optional(),
    from: time.optional(),
    ...pageInput,
  }),
  output: page(Visit),
})
export const listSiteVisitors = endpoint({
  method: 'GET',
  path: '/api/v1/site-visitors',
  allow: 'customer.read',
  summary: 'Who is on the site now: seen within the last five minutes, latest first',
  input: z.object({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
  output: z.object({ data: z.array(SiteVisitor), total: z.number().int() }),
})
/** Errors: `site_visitor.gone`, `site_visitor.no_chat`, `message.empty`. */
export const startSiteChat = endpoint({
  method: 'POST',
  path: '/api/v1/site-visitors/chat',
  allow: 'conversation.reply',
  summary: 'Begins a chat with somebody who is on the site',
  input: z.object({
    anonymousId: z.string().min(1).max(200),
    text: z.string().trim().min(1).max(10_000),
    clientKey: z.string().min(8).max(100).optional(),
  }),
  output: z.object({ conversationId: id }),
})

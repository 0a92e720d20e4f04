import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'

export const Source = z.object({
  id,
  name: z.string(),
  writeKey: z.string(),
  accepted: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.number().int(),
  createdAt: time,
})
export const RejectedEvent = z.object({
  id,
  code: z.string(),
  detail: z.string(),
  body: z.unknown(),
  receivedAt: time,
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
  summary: 'Makes a source and its write key',
  input: z.object({ name: z.string().trim().min(1).max(80) }),
  output: Source,
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
export const listRejectedEvents = endpoint({
  method: 'GET',
  path: '/api/v1/sources/:id/rejected',
  allow: 'source.read',
  summary: 'Events that could not be used, with the reason',
  input: z.object({ id, ...pageInput }),
  output: page(RejectedEvent),
})
export const listVisits = endpoint({
  method: 'GET',
  path: '/api/v1/visits',
  allow: 'customer.read',
  summary: 'Visits, latest first',
  input: z.object({ customerId: id.optional(), ...pageInput }),
  output: page(Visit),
})

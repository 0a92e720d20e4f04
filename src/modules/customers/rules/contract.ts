import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../../foundation/shared/endpoint.ts'

const title = z.string().trim().min(1).max(60)
const settings = {
  titleEn: title,
  titleJa: title,
  /** 1 counts most. */
  priority: z.int().min(1).max(1000),
  /** 0: it never belongs to anybody. */
  most: z.int().min(0).max(1000),
  windowDays: z.int().min(1).max(3650).nullable(),
  normaliser: z.enum(['text', 'email', 'phone', 'code']),
  trust: z.enum(['verified', 'claimed', 'device']),
  joins: z.enum(['claim', 'proof', 'never']),
  single: z.boolean(),
  spread: z.int().min(1).max(1000).nullable(),
  spreadDays: z.int().min(1).max(365),
}
/** A kind's name, as SDKs and files write it. */
const type = z.string().regex(/^[a-z][a-z0-9_.:-]{0,59}$/)

export const IdentifierTypeRow = z.object({ type: z.string(), ...settings, builtIn: z.boolean() })
export const BlockedIdentifier = z.object({
  id,
  type: z.string(),
  value: z.string(),
  /** `quarantined`: the rules did it, because it would have glued `customerCount` customers together. */
  kind: z.enum(['blocked', 'quarantined']),
  note: z.string(),
  customerCount: z.number(),
  at: time,
  releasedAt: time.nullable(),
})
/** What the rules left out of what was said of a customer. */
export const IdentityDecision = z.object({
  identifierId: id,
  type: z.string(),
  value: z.string(),
  rule: z.enum(['limit', 'other-person', 'shared-value', 'ruled-different', 'moved-on']),
  /** Whose it is; null when nobody's or nobody who is here. */
  other: z.object({ id, name: z.string().nullable() }).nullable(),
  times: z.number(),
  at: time,
})

export const listIdentifierTypes = endpoint({
  method: 'GET',
  path: '/api/v1/identifier-types',
  allow: 'identity.read',
  summary: 'Kinds of identifiers and what each may do, what counts most first',
  input: none,
  output: z.object({ data: z.array(IdentifierTypeRow) }),
})
export const saveIdentifierType = endpoint({
  method: 'PUT',
  path: '/api/v1/identifier-types/:type',
  allow: 'identity.manage',
  audits: ['identifier_type.changed'],
  summary: 'Describes a kind of identifier, a built-in one or one of your own',
  input: z.object({ type, ...settings }),
  output: IdentifierTypeRow,
})
export const removeIdentifierType = endpoint({
  method: 'DELETE',
  path: '/api/v1/identifier-types/:type',
  allow: 'identity.manage',
  audits: ['identifier_type.changed'],
  summary:
    'Takes away a kind of your own that nothing is known by; gives a built-in one its first settings',
  input: z.object({ type }),
  output: none,
})
export const listBlockedIdentifiers = endpoint({
  method: 'GET',
  path: '/api/v1/blocked-identifiers',
  allow: 'identity.read',
  summary:
    'Values that stand for nobody: named by staff, or put in quarantine by the rules; latest first',
  input: z.object({ ...pageInput }),
  output: page(BlockedIdentifier),
})
export const blockIdentifier = endpoint({
  method: 'POST',
  path: '/api/v1/blocked-identifiers',
  allow: 'identity.manage',
  audits: ['identifier.blocked'],
  summary: 'Has a value stand for nobody from now on',
  input: z.object({
    type,
    value: z.string().trim().min(1).max(500),
    note: z.string().trim().max(500).default(''),
  }),
  output: none,
})
export const releaseIdentifier = endpoint({
  method: 'POST',
  path: '/api/v1/blocked-identifiers/:id/release',
  allow: 'identity.manage',
  audits: ['identifier.released'],
  summary: 'Has a value stand for whoever it is said of again',
  input: z.object({ id }),
  output: none,
})
export const listIdentityDecisions = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/identity-decisions',
  allow: 'customer.read',
  summary:
    'What the rules left out of what was said of a customer, and why; latest first, at most 100',
  input: z.object({ id }),
  output: z.object({ data: z.array(IdentityDecision) }),
})

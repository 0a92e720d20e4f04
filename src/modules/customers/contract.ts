import { z } from 'zod'
import { endpoint, id, page, pageInput, time } from '../../foundation/shared/endpoint.ts'
import { Label } from '../labels/contract.ts'

export const trust = z.enum(['verified', 'claimed', 'device'])
export const Identifier = z.object({
  id,
  type: z.string(),
  value: z.string(),
  trust,
  since: time,
  reason: z.string(),
  /** The member who did what gave it to them, where one did. */
  by: z.string().nullable(),
})
export const Customer = z.object({
  id,
  name: z.string().nullable(),
  /** Best identifier to show when there is no name. */
  shown: z.string(),
  nameFrom: z.string().nullable(),
  locale: z.string().nullable(),
  lastContactAt: time.nullable(),
  createdAt: time,
  labels: z.array(Label),
})
export const CustomerWithIdentifiers = Customer.extend({ identifiers: z.array(Identifier) })

/** One thing that happened. `facts` depend on `kind`; see the API page. */
export const TimelineItem = z.object({
  id: z.string(),
  at: time,
  kind: z.string(),
  /** `message` shows text; tracked events show name and properties. */
  title: z.string(),
  text: z.string().nullable(),
  channel: z.string().nullable(),
  direction: z.enum(['in', 'out']).nullable(),
  conversationId: id.nullable(),
  messageId: id.nullable(),
  /** Whether it came by an identifier that is only claimed. */
  unverified: z.boolean(),
  facts: z.record(z.string(), z.unknown()),
  /** Of an order, or what follows it, the tracked event that told of it, which is no entry of its own. */
  source: z
    .object({ kind: z.string(), title: z.string(), facts: z.record(z.string(), z.unknown()) })
    .optional(),
})

export const listCustomers = endpoint({
  method: 'GET',
  path: '/api/v1/customers',
  allow: 'customer.read',
  summary:
    'Customers, latest contact first; by identifier value or by a search in names and identifiers',
  input: z.object({
    identifier: z.string().max(500).optional(),
    search: z.string().max(200).optional(),
    ...pageInput,
  }),
  output: page(Customer),
})
export const getCustomer = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id',
  allow: 'customer.read',
  summary: 'One customer with identifiers',
  input: z.object({ id }),
  output: CustomerWithIdentifiers,
})
export const updateCustomer = endpoint({
  method: 'PATCH',
  path: '/api/v1/customers/:id',
  allow: 'customer.update',
  audits: ['customer.updated'],
  summary: 'Changes what staff know',
  input: z.object({
    id,
    name: z.string().trim().min(1).max(200).nullable().optional(),
    locale: z.enum(['en', 'ja']).nullable().optional(),
    labelIds: z.array(id).max(50).optional(),
  }),
  output: CustomerWithIdentifiers,
})
export const listTimeline = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/timeline',
  allow: 'customer.read',
  summary:
    'Everything, newest first; of some kinds, of one channel, of a time, with a text in it. A page may be short and go on',
  input: z.object({
    id,
    ...pageInput,
    kinds: z.string().max(300).optional(),
    channel: z.string().max(50).optional(),
    from: z.union([time, z.iso.date()]).optional(),
    to: z.union([time, z.iso.date()]).optional(),
    search: z.string().max(200).optional(),
  }),
  output: page(TimelineItem),
})

/** An act that joined or parted records of people; `other` is the customer on its other side. */
export const IdentityAct = z.object({
  id,
  kind: z.enum(['merge', 'absorb', 'split', 'unmerge']),
  /** `staff`, or the code of the rule's reason. */
  reason: z.string(),
  note: z.string(),
  at: time,
  actorType: z.string(),
  actorName: z.string().nullable(),
  other: z.object({ id, name: z.string().nullable() }),
  /** The first 20 of what moved. */
  identifiers: z.array(z.object({ type: z.string(), value: z.string() })),
  undone: z.boolean(),
})
const note = z.string().trim().max(1000).default('')

export const previewMerge = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/merge-preview',
  allow: 'customer.merge',
  summary: 'What merging another customer into this one would do',
  input: z.object({ id, otherId: id }),
  output: z.object({
    into: CustomerWithIdentifiers,
    from: CustomerWithIdentifiers,
    /** What would be shown of each field, and what else is said of it. */
    fields: z.array(
      z.object({
        field: z.string(),
        value: z.string().nullable(),
        source: z.string(),
        others: z.array(z.string()),
      }),
    ),
    /** How many of what follows: identifiers, labels, conversations … */
    moves: z.record(z.string(), z.number()),
    warnings: z.array(z.enum(['two-accounts', 'ruled-different', 'devices-only'])),
  }),
})
export const mergeCustomers = endpoint({
  method: 'POST',
  path: '/api/v1/customers/:id/merge',
  allow: 'customer.merge',
  audits: ['customer.merged'],
  summary: 'Merges another customer into this one; can be undone',
  input: z.object({ id, otherId: id, note }),
  output: z.object({ actId: id, customer: CustomerWithIdentifiers }),
})
const shownFields = z.array(z.object({ field: z.string(), value: z.string() }))
export const previewSplit = endpoint({
  method: 'POST',
  path: '/api/v1/customers/:id/split-preview',
  allow: 'customer.merge',
  summary: 'What giving some identifiers to a new customer would do',
  input: z.object({ id, identifierIds: z.array(id).min(1).max(1000) }),
  output: z.object({
    /** What would be shown of the customer, and of the new one. */
    stays: shownFields,
    goes: shownFields,
    /** How many of what goes along: identifiers, conversations, orders … */
    moves: z.record(z.string(), z.number()),
  }),
})
export const splitCustomer = endpoint({
  method: 'POST',
  path: '/api/v1/customers/:id/split',
  allow: 'customer.merge',
  audits: ['customer.split'],
  summary: 'Gives some identifiers to a new customer; can be undone',
  input: z.object({ id, identifierIds: z.array(id).min(1).max(1000), note }),
  output: z.object({ actId: id, customer: CustomerWithIdentifiers }),
})
export const listIdentityActs = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/acts',
  allow: 'customer.read',
  summary: 'What was merged and taken apart here, latest first, at most 100',
  input: z.object({ id }),
  output: z.object({ data: z.array(IdentityAct) }),
})
export const undoIdentityAct = endpoint({
  method: 'POST',
  path: '/api/v1/identity-acts/:actId/undo',
  allow: 'customer.merge',
  audits: ['customer.unmerged', 'customer.merged'],
  summary: 'Takes back a merge or a split',
  input: z.object({ actId: id, note }),
  output: z.object({ customer: CustomerWithIdentifiers }),
})

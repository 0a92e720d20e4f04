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
  summary: 'Everything, newest first',
  input: z.object({ id, ...pageInput, kinds: z.string().max(200).optional() }),
  output: page(TimelineItem),
})

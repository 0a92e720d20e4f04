import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'
import { requestKinds } from './requests/contract.ts'

export const language = z.enum(['en', 'ja'])
export const requestStates = [
  'received',
  'checking',
  'working',
  'done',
  'refused',
  'withdrawn',
] as const

export const PrivacyRequest = z.object({
  id,
  kind: z.enum(requestKinds),
  /** Whom it is about, once that is known. */
  customer: z.object({ id, name: z.string() }).nullable(),
  requester: z.string(),
  contact: z.string(),
  details: z.string(),
  language,
  receivedOn: z.iso.date(),
  dueOn: z.iso.date(),
  overdue: z.boolean(),
  state: z.enum(requestStates),
  identityCheck: z.string(),
  identityCheckedAt: time.nullable(),
  assignee: z.object({ id, name: z.string() }).nullable(),
  outcome: z.string(),
  createdAt: time,
  closedAt: time.nullable(),
})

export const listPrivacyRequests = endpoint({
  method: 'GET',
  path: '/api/v1/privacy-requests',
  allow: 'privacy.read',
  summary: 'What people asked about their records, latest first',
  input: z.object({
    view: z.enum(['open', 'soon', 'overdue', 'closed', 'all']).default('open'),
    customerId: id.optional(),
    ...pageInput,
  }),
  output: page(PrivacyRequest),
})
export const countPrivacyRequests = endpoint({
  method: 'GET',
  path: '/api/v1/privacy-requests/counts',
  allow: 'privacy.read',
  summary: 'How many requests are open; of these, due within seven days, and overdue',
  input: none,
  output: z.object({ open: z.number().int(), soon: z.number().int(), overdue: z.number().int() }),
})
const text = (most: number) => z.string().trim().max(most)
export const createPrivacyRequest = endpoint({
  method: 'POST',
  path: '/api/v1/privacy-requests',
  allow: 'privacy.manage',
  audits: ['privacy_request.changed'],
  summary: 'Writes down what somebody asked. Errors: `customer.missing`',
  input: z.object({
    kind: z.enum(requestKinds),
    customerId: id.nullable().default(null),
    requester: text(200).default(''),
    contact: text(300).default(''),
    details: text(5000).default(''),
    language: language.default('ja'),
    /** The workspace's today by default. */
    receivedOn: z.iso.date().optional(),
  }),
  output: PrivacyRequest,
})
export const getPrivacyRequest = endpoint({
  method: 'GET',
  path: '/api/v1/privacy-requests/:id',
  allow: 'privacy.read',
  summary: 'One request, with letters to copy. Errors: `privacy.request_missing`',
  input: z.object({ id }),
  output: PrivacyRequest.extend({
    /** That it came, and the answer as things stand. */
    letters: z.object({
      received: z.object({ en: z.string(), ja: z.string() }),
      answer: z.object({ en: z.string(), ja: z.string() }),
    }),
  }),
})
export const updatePrivacyRequest = endpoint({
  method: 'PATCH',
  path: '/api/v1/privacy-requests/:id',
  allow: 'privacy.manage',
  audits: ['privacy_request.changed'],
  summary:
    'Changes a request; a stop of use, a restriction or an objection that is done withdraws what its customer agreed to. Errors: `privacy.request_missing`, `privacy.identity_unchecked`, `privacy.outcome_needed`',
  input: z.object({
    id,
    state: z.enum(requestStates).optional(),
    customerId: id.nullable().optional(),
    dueOn: z.iso.date().optional(),
    identityCheck: text(1000).optional(),
    assigneeId: id.nullable().optional(),
    outcome: text(5000).optional(),
    language: language.optional(),
  }),
  output: PrivacyRequest,
})

export const PrivacySettings = z.object({
  deadlineDays: z.number().int().min(1).max(365),
  workingDays: z.boolean(),
  /** Days on which nobody works besides Saturdays and Sundays. */
  holidays: z.array(z.iso.date()).max(400),
})
export const getPrivacySettings = endpoint({
  method: 'GET',
  path: '/api/v1/privacy-settings',
  allow: 'privacy.read',
  summary: 'How long answering may take',
  input: none,
  output: PrivacySettings,
})
export const putPrivacySettings = endpoint({
  method: 'PUT',
  path: '/api/v1/privacy-settings',
  allow: 'privacy.settings',
  audits: ['privacy_settings.changed'],
  summary: 'Says how long answering may take; requests that are there keep their dates',
  input: PrivacySettings,
  output: none,
})

/** Mails in quarantine that do not say whom they are from and cannot be searched: they may be the person's. */
export const UnclearMails = z.object({
  count: z.number().int(),
  /** Where looking stopped. */
  more: z.boolean(),
  connections: z.array(
    z.object({ id, name: z.string(), removed: z.boolean(), count: z.number().int() }),
  ),
})

/** A copy of everything held on one person. */
export const PersonCopy = z.object({
  id,
  language,
  state: z.enum(['waiting', 'working', 'ready', 'failed', 'gone']),
  /** Rows by kind. */
  counts: z.record(z.string(), z.number()),
  /** Mails that may be theirs, but cannot be read, and are not in it. */
  unclear: z.number().int(),
  bytes: z.number().nullable(),
  createdAt: time,
  expiresAt: time.nullable(),
})
export const makePersonCopy = endpoint({
  method: 'POST',
  path: '/api/v1/customers/:id/copies',
  allow: 'privacy.copy',
  audits: ['person.copied'],
  summary: 'Begins a copy of everything held on a customer. Errors: `customer.missing`',
  input: z.object({ id, language, requestId: id.optional() }),
  output: PersonCopy,
})
export const listPersonCopies = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/copies',
  allow: 'privacy.copy',
  summary: 'The last 20 copies made of a customer. Errors: `customer.missing`',
  input: z.object({ id }),
  output: z.object({ data: z.array(PersonCopy) }),
})
/** A ZIP file: JSON lines and readable pages by kind, and the files. */
export const downloadPersonCopy = endpoint({
  method: 'GET',
  path: '/api/v1/person-copies/:id/file',
  allow: 'privacy.copy',
  audits: ['person.copy_downloaded'],
  summary: 'The copy itself. Errors: `privacy.copy_missing`',
  input: z.object({ id }),
  output: z.any(),
})

export const previewErasure = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/erasure-preview',
  allow: 'privacy.erase',
  summary: 'What erasing a customer would take away. Errors: `customer.missing`',
  input: z.object({ id }),
  output: z.object({
    /** What has to be typed to go on. */
    confirm: z.string(),
    /** Rows by kind; `more` where counting stopped. */
    kinds: z.array(z.object({ name: z.string(), count: z.number(), more: z.boolean() })),
    unclear: UnclearMails,
  }),
})
export const Erasure = z.object({
  id,
  state: z.enum(['working', 'done', 'failed']),
  /** The kind it is at. */
  step: z.string().nullable(),
  counts: z.record(z.string(), z.number()),
  /** Mails in quarantine at that time that may be theirs, but cannot be read: they stayed. */
  unclear: z.number().int(),
  problem: z.string().nullable(),
  requestId: id.nullable(),
  by: z.string(),
  createdAt: time,
  finishedAt: time.nullable(),
})
export const eraseCustomer = endpoint({
  method: 'POST',
  path: '/api/v1/customers/:id/erase',
  allow: 'privacy.erase',
  audits: ['person.erased'],
  summary:
    'Erases a customer for good; a request named is done with it. Errors: `customer.missing`, `privacy.not_confirmed`, `privacy.request_missing`, `privacy.identity_unchecked`',
  input: z.object({ id, confirm: z.string().max(500), requestId: id.optional() }),
  output: Erasure,
})
export const listErasures = endpoint({
  method: 'GET',
  path: '/api/v1/erasures',
  allow: 'privacy.erase',
  summary: 'What was erased when and by whom, without whose it was; latest first',
  input: z.object({ ...pageInput }),
  output: page(Erasure),
})

export const RetentionClass = z.object({
  name: z.string(),
  /** Null: kept for ever. */
  days: z.number().int().nullable(),
  usualDays: z.number().int().nullable(),
  ranAt: time.nullable(),
  removed: z.number(),
})
export const listRetention = endpoint({
  method: 'GET',
  path: '/api/v1/retention',
  allow: 'retention.manage',
  summary: 'How long each class of records is kept',
  input: none,
  output: z.object({ data: z.array(RetentionClass) }),
})
const days = z.coerce.number().int().min(1).max(36_500)
export const putRetention = endpoint({
  method: 'PUT',
  path: '/api/v1/retention',
  allow: 'retention.manage',
  audits: ['privacy_settings.changed'],
  summary:
    'Says how long a class of records is kept; what is older goes within the hour. Errors: `retention.class_missing`',
  input: z.object({ name: z.string().max(60), days: days.nullable() }),
  output: none,
})
export const previewRetention = endpoint({
  method: 'GET',
  path: '/api/v1/retention/preview',
  allow: 'retention.manage',
  summary: 'How many records are older. Errors: `retention.class_missing`',
  input: z.object({ name: z.string().max(60).default(''), days: days.default(365) }),
  output: z.object({ count: z.number() }),
})

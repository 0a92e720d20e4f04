import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'

const name = z.string().trim().min(1).max(120)
const words = z.string().trim().max(2000)

/** The words somebody agrees to; other words are another version. */
export const Wording = z.object({
  id,
  version: z.number().int(),
  textEn: z.string(),
  textJa: z.string(),
  createdAt: time,
})
/** What something is used for. A `subscribable` one is a subscription group: people choose it on their own page. */
export const Purpose = z.object({
  id,
  key: z.string(),
  nameEn: z.string(),
  nameJa: z.string(),
  descriptionEn: z.string(),
  descriptionJa: z.string(),
  marketing: z.boolean(),
  subscribable: z.boolean(),
  doubleOptIn: z.boolean(),
  /** The latest; null when none was ever written. */
  wording: Wording.nullable(),
})
const purposeFields = {
  nameEn: name,
  nameJa: name,
  descriptionEn: words.default(''),
  descriptionJa: words.default(''),
  marketing: z.boolean().default(true),
  subscribable: z.boolean().default(true),
  doubleOptIn: z.boolean().default(true),
  /** Both or neither; what differs from the latest becomes the next version. */
  wordingEn: words.default(''),
  wordingJa: words.default(''),
}

export const listPurposes = endpoint({
  method: 'GET',
  path: '/api/v1/consent-purposes',
  allow: 'consent.read',
  summary: 'What people are asked to agree to, at most 10,000',
  input: none,
  output: z.object({
    data: z.array(Purpose),
    /** Where forms of any site may post `email`, `purpose` (a key), `wording` (its version) and `lang` to. */
    signUpUrl: z.string(),
  }),
})
export const createPurpose = endpoint({
  method: 'POST',
  path: '/api/v1/consent-purposes',
  allow: 'consent.manage',
  audits: ['consent_settings.changed'],
  summary: 'Adds a purpose. Errors: `consent.key_taken`, `consent.wording_incomplete`',
  input: z.object({
    key: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/),
    ...purposeFields,
  }),
  output: Purpose,
})
export const updatePurpose = endpoint({
  method: 'PUT',
  path: '/api/v1/consent-purposes/:id',
  allow: 'consent.manage',
  audits: ['consent_settings.changed'],
  summary: 'Changes a purpose. Errors: `consent.purpose_missing`, `consent.wording_incomplete`',
  input: z.object({ id, ...purposeFields }),
  output: Purpose,
})
export const removePurpose = endpoint({
  method: 'DELETE',
  path: '/api/v1/consent-purposes/:id',
  allow: 'consent.manage',
  audits: ['consent_settings.changed'],
  summary:
    'Asks nobody for it any more; the ledger keeps what was said. Errors: `consent.purpose_missing`',
  input: z.object({ id }),
  output: none,
})

export const state = z.enum(['given', 'refused', 'withdrawn', 'pending'])
/** `email`, `web-chat`, `sms`, `phone`, `post`, `web` … */
export const consentChannel = z.string().regex(/^[a-z][a-z-]{0,39}$/)
/** One line of the ledger. */
export const Consent = z.object({
  id,
  purposeId: id,
  channel: z.string(),
  state,
  /** Of the words that were shown, if any. */
  wording: z
    .object({ version: z.number().int(), textEn: z.string(), textJa: z.string() })
    .nullable(),
  source: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  actor: z.object({ type: z.string(), name: z.string() }),
  /** Which address it was said of. */
  address: z.string().nullable(),
  at: time,
})
/** What stands now. After a merge the stricter word of both stands until they say something new. */
export const CurrentConsent = z.object({
  purposeId: id,
  nameEn: z.string(),
  nameJa: z.string(),
  channel: z.string(),
  state,
  since: time,
})

export const listConsents = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/consents',
  allow: 'consent.read',
  summary: 'What a customer allowed and refused: what stands, and every line behind it',
  input: z.object({ id, ...pageInput }),
  output: page(Consent).extend({ current: z.array(CurrentConsent) }),
})
/**
 * For mail and a purpose with double opt-in, `given` becomes `pending` and a mail asks the address's owner to confirm.
 * Errors: `consent.purpose_missing`, `consent.address_needed`, `consent.no_mailbox`.
 */
export const recordConsent = endpoint({
  method: 'POST',
  path: '/api/v1/customers/:id/consents',
  allow: 'consent.record',
  audits: ['consent.recorded'],
  summary: 'Writes down what a customer said',
  input: z.object({
    id,
    purposeId: id,
    channel: consentChannel,
    state: z.enum(['given', 'refused', 'withdrawn']),
    /** Whose address; the customer's only, or first verified, e-mail address by default. */
    identifierId: id.optional(),
    /** Where they said it: on paper, on the telephone … */
    note: z.string().trim().max(1000).default(''),
    pageUrl: z.url().max(2000).optional(),
    messageId: id.optional(),
    /** When, if not now; what lies ahead counts as now. */
    at: z.iso.datetime().optional(),
  }),
  output: Consent,
})

/** What a site's consent banner calls it, as tracked events carry it, and which purpose that is. */
export const ConsentCategory = z.object({
  category: z.string(),
  /** Null: nothing of it is kept in the ledger. */
  purposeId: id.nullable(),
  /** False: it is the purpose whose key it is. */
  chosen: z.boolean(),
  channel: z.string(),
})
export const listConsentCategories = endpoint({
  method: 'GET',
  path: '/api/v1/consent-categories',
  allow: 'consent.read',
  summary: 'Categories of consent that sites speak of in tracked events, at most 200',
  input: none,
  output: z.object({ data: z.array(ConsentCategory) }),
})
export const putConsentCategory = endpoint({
  method: 'PUT',
  path: '/api/v1/consent-categories',
  allow: 'consent.manage',
  audits: ['consent_settings.changed'],
  summary: 'Says which purpose a category is. Errors: `consent.purpose_missing`',
  input: z.object({
    category: z.string().trim().min(1).max(100),
    /** Null: the purpose whose key it is, if there is one. */
    purposeId: id.nullable().default(null),
    channel: consentChannel.default('web'),
  }),
  output: none,
})

export const Sender = z.object({
  nameEn: z.string(),
  nameJa: z.string(),
  addressEn: z.string(),
  addressJa: z.string(),
  contact: z.string(),
})
export const getSender = endpoint({
  method: 'GET',
  path: '/api/v1/marketing-sender',
  allow: 'consent.read',
  summary: 'Who marketing mail says it is from, with the footer as it stands below each mail',
  input: none,
  output: Sender.extend({
    complete: z.boolean(),
    footer: z.object({ en: z.string(), ja: z.string() }),
  }),
})
const line = z.string().trim().max(300)
export const putSender = endpoint({
  method: 'PUT',
  path: '/api/v1/marketing-sender',
  allow: 'consent.manage',
  audits: ['consent_settings.changed'],
  summary: 'Says who sends marketing mail: name, postal address, and where to turn to',
  input: z.object({ nameEn: line, nameJa: line, addressEn: line, addressJa: line, contact: line }),
  output: none,
})

/** What leaves a visitor's browser or this server for somebody else. */
export const Transmission = z.object({
  /** Null for what the product itself does. */
  id: id.nullable(),
  recipient: z.string(),
  whatEn: z.string(),
  whatJa: z.string(),
  purposeEn: z.string(),
  purposeJa: z.string(),
  url: z.string(),
})
export const listTransmissions = endpoint({
  method: 'GET',
  path: '/api/v1/transmissions',
  allow: 'consent.read',
  summary: 'What the public notice of external transmissions lists, and its address',
  input: none,
  output: z.object({ noticeUrl: z.string(), data: z.array(Transmission) }),
})
const transmissionFields = {
  recipient: name,
  whatEn: words.min(1),
  whatJa: words.min(1),
  purposeEn: words.min(1),
  purposeJa: words.min(1),
  url: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]).default(''),
}
export const addTransmission = endpoint({
  method: 'POST',
  path: '/api/v1/transmissions',
  allow: 'consent.manage',
  audits: ['consent_settings.changed'],
  summary: 'Adds a line to the public notice',
  input: z.object(transmissionFields),
  output: Transmission,
})
export const updateTransmission = endpoint({
  method: 'PUT',
  path: '/api/v1/transmissions/:id',
  allow: 'consent.manage',
  audits: ['consent_settings.changed'],
  summary: 'Changes a line of the public notice. Errors: `consent.transmission_missing`',
  input: z.object({ id, ...transmissionFields }),
  output: Transmission,
})
export const removeTransmission = endpoint({
  method: 'DELETE',
  path: '/api/v1/transmissions/:id',
  allow: 'consent.manage',
  audits: ['consent_settings.changed'],
  summary: 'Takes a line out of the public notice. Errors: `consent.transmission_missing`',
  input: z.object({ id }),
  output: none,
})

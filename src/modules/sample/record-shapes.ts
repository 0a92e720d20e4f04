import { z } from 'zod'
import records from './content/records.json' with { type: 'json' }
import type { Staff } from './content.ts'

const when = { ago: z.number().optional(), day: z.number().optional(), at: z.string().optional() }
const staff = z.enum(['me', 'mei', 'tom'] satisfies Staff[])

/** What a colleague entered of somebody. */
const Entry = z.object({
  who: z.string(),
  ...when,
  by: staff,
  fields: z.record(z.string(), z.string()).default({}),
  note: z.string().optional(),
  pinned: z.boolean().default(false),
  labels: z.array(z.string()).default([]),
  group: z
    .object({ kind: z.enum(['company', 'household']), name: z.string(), role: z.string() })
    .optional(),
})
export type Entry = z.output<typeof Entry>

/** What somebody said of a purpose; `form`: on the site, and confirmed after so many minutes, if at all. */
const Consent = z.object({
  who: z.string(),
  ...when,
  purpose: z.enum(['news', 'restock']),
  channel: z.enum(['email', 'phone']).default('email'),
  says: z.enum(['form', 'given', 'refused', 'withdrawn']),
  confirmed: z.number().optional(),
  source: z.enum(['member', 'unsubscribe', 'preferences']).default('member'),
  by: staff.default('mei'),
  note: z.string().default(''),
})
export type Consent = z.output<typeof Consent>

const Request = z.object({
  who: z.string(),
  ...when,
  kind: z.enum(['disclosure', 'correction', 'stop-use']),
  details: z.string(),
  state: z.enum(['received', 'checking', 'working', 'done']),
  assignee: staff.optional(),
  identityCheck: z.string().default(''),
  outcome: z.string().default(''),
})
export type Request = z.output<typeof Request>

const Purpose = z.object({
  key: z.string(),
  nameEn: z.string(),
  nameJa: z.string(),
  descriptionEn: z.string(),
  descriptionJa: z.string(),
  doubleOptIn: z.boolean(),
  wordingEn: z.string(),
  wordingJa: z.string(),
})

const Records = z.object({
  entries: z.array(Entry),
  consents: z.array(Consent),
  requests: z.array(Request),
  purposes: z.object({ news: Purpose, restock: Purpose }),
})
export type Records = z.output<typeof Records>
export type PurposeKey = keyof Records['purposes']

/** Read once, when the sample is first used. */
export const readRecords = (): Records => Records.parse(records)

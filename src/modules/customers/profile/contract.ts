import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../../foundation/shared/endpoint.ts'

/** What any customer may have, in the order of the page. A workspace's own are named `custom.<key>`. */
export const fieldNames = [
  'name',
  'family_name',
  'given_name',
  'family_kana',
  'given_kana',
  'locale',
  'email',
  'phone',
  'birthday',
  'postcode',
  'country',
  'region',
  'city',
  'street',
  'building',
  'company',
  'title',
] as const
export type FieldName = (typeof fieldNames)[number] | `custom.${string}`

/** By which a customer could be reached or found, so not for everybody's eyes; and all that is custom. */
const contactFields: ReadonlySet<string> = new Set([
  'email',
  'phone',
  'birthday',
  'postcode',
  'city',
  'street',
  'building',
])
export const isContactField = (field: string) =>
  contactFields.has(field) || field.startsWith('custom.')

/** Where a value came from. `name` is the member's, the identifier's value or the order's number, if that is known. */
export const Lineage = z.object({
  by: z.enum(['member', 'identifier', 'order', 'import', 'tracked', 'other']),
  name: z.string().nullable(),
  /** Of an identifier: `email`, `user_id` … */
  type: z.string().nullable(),
  trust: z.enum(['staff', 'verified', 'claimed']),
  at: time,
})
export const ProfileField = z.object({
  field: z.string(),
  /** Null: a member says that there is none. */
  value: z.string().nullable(),
  from: Lineage,
  /** What else is said of it, what counts most first. */
  others: z.array(z.object({ value: z.string().nullable(), from: Lineage })),
})

export const customFieldTypes = ['text', 'number', 'date', 'choice', 'yes-no'] as const
export const CustomField = z.object({
  key: z.string(),
  titleEn: z.string(),
  titleJa: z.string(),
  type: z.enum(customFieldTypes),
  choices: z.array(z.string()),
  place: z.number().int(),
})

export const groupKind = z.enum(['company', 'household'])
export const CustomerGroup = z.object({ id, kind: groupKind, name: z.string() })
/** `role` is free text: 購買担当, mother. */
const role = z.string().trim().max(60)

export const Note = z.object({
  id,
  text: z.string(),
  authorId: id,
  authorName: z.string().nullable(),
  createdAt: time,
  editedAt: time.nullable(),
  /** Since when it stands before the others. */
  pinnedAt: time.nullable(),
})

export const Profile = z.object({
  fields: z.array(ProfileField),
  customFields: z.array(CustomField),
  groups: z.array(CustomerGroup.extend({ role: z.string() })),
  /** Conversations with a label that means a complaint. */
  complaints: z.number().int(),
  /** The first that was ever heard or told of them. */
  knownSince: time,
})

export const getProfile = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/profile',
  allow: 'customer.read',
  summary:
    'What is known of a customer and from where, whom they belong to, how often they complained',
  input: z.object({ id }),
  output: Profile,
})
export const changeFields = endpoint({
  method: 'PATCH',
  path: '/api/v1/customers/:id/fields',
  allow: 'customer.update',
  audits: ['customer.updated'],
  summary:
    'What staff know outweighs what was received; null says that there is none, an empty text takes that back. Errors: `customer.field_wrong`',
  input: z.object({
    id,
    fields: z
      .record(
        z
          .string()
          .refine(
            (name) =>
              (fieldNames as readonly string[]).includes(name) ||
              /^custom\.[a-z0-9_]{1,40}$/.test(name),
          ),
        z.string().max(500).nullable(),
      )
      .refine((fields) => Object.keys(fields).length <= 50),
  }),
  output: Profile,
})

export const listCustomFields = endpoint({
  method: 'GET',
  path: '/api/v1/custom-fields',
  allow: 'customer.read',
  summary: 'Fields of this workspace’s own, in their order; at most 100',
  input: none,
  output: z.object({ data: z.array(CustomField) }),
})
export const saveCustomField = endpoint({
  method: 'PUT',
  path: '/api/v1/custom-fields/:key',
  allow: 'customer.configure',
  summary: 'Makes or changes a field of your own. Errors: `custom_field.too_many`',
  input: z.object({
    key: z.string().regex(/^[a-z0-9_]{1,40}$/),
    titleEn: z.string().trim().min(1).max(60),
    titleJa: z.string().trim().min(1).max(60),
    type: z.enum(customFieldTypes),
    choices: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
    place: z.number().int().min(0).max(1000).default(0),
  }),
  output: CustomField,
})
export const removeCustomField = endpoint({
  method: 'DELETE',
  path: '/api/v1/custom-fields/:key',
  allow: 'customer.configure',
  summary: 'Takes a field off every page; what was said of it is shown again if it is made again',
  input: z.object({ key: z.string().max(40) }),
  output: none,
})

export const listNotes = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/notes',
  allow: 'customer.read',
  summary: 'What staff noted of a customer: pinned ones first, then newest first',
  input: z.object({ id, ...pageInput }),
  output: page(Note),
})
const noteText = z.string().trim().min(1).max(5000)
export const addCustomerNote = endpoint({
  method: 'POST',
  path: '/api/v1/customers/:id/notes',
  allow: 'customer.update',
  summary: 'Notes something of a customer',
  input: z.object({ id, text: noteText }),
  output: Note,
})
export const changeCustomerNote = endpoint({
  method: 'PATCH',
  path: '/api/v1/customer-notes/:noteId',
  allow: 'customer.update',
  summary:
    'Changes a note of one’s own. Errors: `customer_note.missing`, `customer_note.not_yours`',
  input: z.object({ noteId: id, text: noteText }),
  output: Note,
})
export const pinCustomerNote = endpoint({
  method: 'PUT',
  path: '/api/v1/customer-notes/:noteId/pin',
  allow: 'customer.update',
  summary: 'Has a note stand before the others, or no longer. Errors: `customer_note.missing`',
  input: z.object({ noteId: id, pinned: z.boolean() }),
  output: Note,
})
export const removeCustomerNote = endpoint({
  method: 'DELETE',
  path: '/api/v1/customer-notes/:noteId',
  allow: 'customer.update',
  summary:
    'Removes a note; admins anybody’s. Errors: `customer_note.missing`, `customer_note.not_yours`',
  input: z.object({ noteId: id }),
  output: none,
})

export const listCustomerFiles = endpoint({
  method: 'GET',
  path: '/api/v1/customers/:id/files',
  allow: 'customer.read',
  summary: 'Files sent and received in a customer’s conversations, newest first',
  input: z.object({ id, ...pageInput }),
  output: page(
    z.object({
      id,
      name: z.string(),
      type: z.string(),
      bytes: z.number(),
      direction: z.enum(['in', 'out']),
      conversationId: id,
      at: time,
    }),
  ),
})

export const listGroups = endpoint({
  method: 'GET',
  path: '/api/v1/customer-groups',
  allow: 'customer.update',
  summary: 'Companies or households whose name begins so, at most 20',
  input: z.object({ kind: groupKind, search: z.string().max(100).default('') }),
  output: z.object({ data: z.array(CustomerGroup) }),
})
export const getGroup = endpoint({
  method: 'GET',
  path: '/api/v1/customer-groups/:groupId',
  allow: 'customer.read',
  summary:
    'A company or household and who belongs to it, at most 500. Errors: `customer_group.missing`',
  input: z.object({ groupId: id }),
  output: CustomerGroup.extend({
    members: z.array(
      z.object({
        customerId: id,
        name: z.string().nullable(),
        shown: z.string(),
        role: z.string(),
      }),
    ),
  }),
})
export const renameGroup = endpoint({
  method: 'PATCH',
  path: '/api/v1/customer-groups/:groupId',
  allow: 'customer.update',
  summary: 'Gives a company or household another name. Errors: `customer_group.missing`',
  input: z.object({ groupId: id, name: z.string().trim().min(1).max(120) }),
  output: CustomerGroup,
})
export const linkGroup = endpoint({
  method: 'POST',
  path: '/api/v1/customers/:id/groups',
  allow: 'customer.update',
  summary:
    'Puts a customer into a company or household: a known one by its id, or one by its name, made if need be. Errors: `customer_group.missing`',
  input: z.object({
    id,
    groupId: id.optional(),
    kind: groupKind.default('company'),
    name: z.string().trim().min(1).max(120).optional(),
    role: role.default(''),
  }),
  output: CustomerGroup,
})
export const unlinkGroup = endpoint({
  method: 'DELETE',
  path: '/api/v1/customers/:id/groups/:groupId',
  allow: 'customer.update',
  summary: 'Takes a customer out of a company or household; the last one leaves it gone',
  input: z.object({ id, groupId: id }),
  output: none,
})

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

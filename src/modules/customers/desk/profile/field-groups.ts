import type { z } from 'zod'
import type { Profile } from '../../profile/contract.ts'

export type OneProfile = z.output<typeof Profile>
export type OneField = OneProfile['fields'][number]
export type OneCustomField = OneProfile['customFields'][number]

/** Fields that are read, and put right, together. */
export type FieldGroup = { key: string; fields: string[]; custom?: OneCustomField }

const plainGroups = (locale: string): FieldGroup[] => [
  {
    key: 'name',
    fields:
      locale === 'ja'
        ? ['family_name', 'given_name', 'family_kana', 'given_kana', 'name']
        : ['given_name', 'family_name', 'given_kana', 'family_kana', 'name'],
  },
  { key: 'phone', fields: ['phone'] },
  { key: 'email', fields: ['email'] },
  {
    key: 'address',
    fields:
      locale === 'ja'
        ? ['postcode', 'region', 'city', 'street', 'building', 'country']
        : ['street', 'building', 'city', 'region', 'postcode', 'country'],
  },
  { key: 'birthday', fields: ['birthday'] },
  { key: 'work', fields: ['company', 'title'] },
  { key: 'locale', fields: ['locale'] },
]

export const groupsOf = (profile: OneProfile, locale: string): FieldGroup[] => [
  ...plainGroups(locale),
  ...profile.customFields.map((custom) => ({
    key: `custom.${custom.key}`,
    fields: [`custom.${custom.key}`],
    custom,
  })),
]

export const titleOf = (custom: OneCustomField, locale: string) =>
  locale === 'ja' ? custom.titleJa : custom.titleEn

/** Fields in the order that a customer's page shows them in; those it does not know come last. */
export const inPageOrder = <Said extends { field: string }>(
  fields: readonly Said[],
  locale: string,
) => {
  const order = plainGroups(locale).flatMap((group) => group.fields)
  const placeOf = ({ field }: Said) => {
    const at = order.indexOf(field)
    return at < 0 ? order.length : at
  }
  return [...fields].sort((one, other) => placeOf(one) - placeOf(other))
}

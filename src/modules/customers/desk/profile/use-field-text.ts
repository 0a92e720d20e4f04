import { count, dayDate } from '../../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import type { FieldGroup, OneProfile } from './field-groups.ts'
import { addressLines, ageOf, localPhone, localPostcode } from './local-forms.ts'

/** The value of one field the way it is read here. */
export const useValueText = () => {
  const t = useText()
  const { locale } = useLocale()
  return (field: string, value: string, type?: string): string => {
    if (field === 'phone') return localPhone(value)
    if (field === 'postcode') return localPostcode(value)
    if (field === 'locale' && t.has(`customer.language.${value}`))
      return t(`customer.language.${value}`)
    if (field === 'birthday') {
      const age = ageOf(value)
      return age === undefined
        ? value
        : t('profile.birthday-text', { day: dayDate(locale, `${value}T12:00`), age })
    }
    if (type === 'number' && value !== '' && Number.isFinite(Number(value)))
      return count(locale, Number(value))
    if (type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(value))
      return dayDate(locale, `${value}T12:00`)
    if (type === 'yes-no' && t.has(`profile.${value}`)) return t(`profile.${value}`)
    return value
  }
}

/** The lines that a group of fields is shown as; none when nothing is known. */
export const useFieldText = () => {
  const valueText = useValueText()
  return (profile: OneProfile, { key, fields, custom }: FieldGroup): string[] => {
    const known = new Map(
      profile.fields.filter((field) => field.value).map((field) => [field.field, field]),
    )
    const textOf = (field: string) => known.get(field)?.value ?? ''
    if (key === 'name') {
      const kana = [textOf('family_kana'), textOf('given_kana')].filter(Boolean).join(' ')
      return [textOf('name'), kana].filter(Boolean)
    }
    if (key === 'address')
      return addressLines(Object.fromEntries(fields.map((field) => [field, textOf(field)])))
    return fields.flatMap((field) => {
      const found = known.get(field)
      return found?.value ? [valueText(field, found.value, custom?.type)] : []
    })
  }
}

/** フリガナ, if it is known. */
export const kanaOf = (profile: OneProfile | undefined) =>
  ['family_kana', 'given_kana']
    .map((name) => profile?.fields.find(({ field }) => field === name)?.value ?? '')
    .filter(Boolean)
    .join(' ')

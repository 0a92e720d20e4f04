import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { type FieldGroup, titleOf } from './field-groups.ts'

const types: Record<string, string> = {
  email: 'email',
  phone: 'tel',
  birthday: 'date',
  date: 'date',
}
const completes: Record<string, string> = { postcode: 'numeric', phone: 'tel' }

/** The right kind of entry for a field. */
export const FieldInput = ({
  field,
  group: { custom },
  value,
  focused,
  change,
}: {
  field: string
  group: FieldGroup
  value: string
  focused: boolean
  change: (value: string) => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const label = custom ? titleOf(custom, locale) : t(`field.${field}`)
  const options = optionsOf(field, custom?.type, custom?.choices ?? [])
  const common = {
    label,
    size: 'xs' as const,
    value,
    ...(focused ? { 'data-autofocus': true, autoFocus: true } : {}),
  }
  if (options)
    return (
      <NativeSelect
        {...common}
        onChange={({ currentTarget }) => change(currentTarget.value)}
        data={options.map(({ value, text }) => ({
          value,
          label: text ?? (value === '' ? t('field.none') : t(`profile.option.${value}`)),
        }))}
      />
    )
  if (custom?.type === 'text')
    return (
      <Textarea
        {...common}
        autosize
        maxLength={500}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    )
  return (
    <TextInput
      {...common}
      type={types[custom?.type ?? field] ?? 'text'}
      inputMode={custom?.type === 'number' ? 'decimal' : (completes[field] as 'numeric' | 'tel')}
      maxLength={500}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  )
}

const optionsOf = (
  field: string,
  type: string | undefined,
  choices: readonly string[],
): { value: string; text?: string }[] | undefined => {
  if (field === 'locale') return ['', 'ja', 'en'].map((value) => ({ value }))
  if (type === 'yes-no') return ['', 'yes', 'no'].map((value) => ({ value }))
  if (type === 'choice')
    return [{ value: '' }, ...choices.map((choice) => ({ value: choice, text: choice }))]
  return undefined
}

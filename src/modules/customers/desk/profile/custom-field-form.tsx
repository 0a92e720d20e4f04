import { Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { eachLanguage } from '../../../../foundation/browser/each-language.ts'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { Form, useFieldError } from '../../../../foundation/browser/ui/form.tsx'
import { customFieldTypes, listCustomFields, saveCustomField } from '../../profile/contract.ts'
import { type OneCustomField, titleOf } from './field-groups.ts'

/** Makes a field, or changes the one given; its key stays. */
export const CustomFieldForm = ({
  field,
  place,
  close,
}: {
  field: OneCustomField | undefined
  place: number
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const [draft, setDraft] = useState<OneCustomField>(
    field ?? { key: '', titleEn: '', titleJa: '', type: 'text', choices: [], place },
  )
  const [choices, setChoices] = useState(draft.choices.join('\n'))
  const set = (change: Partial<OneCustomField>) => setDraft({ ...draft, ...change })
  const save = useWrite(saveCustomField, {
    quiet: true,
    invalidates: [listCustomFields],
    onSuccess: close,
  })
  const wrong = useFieldError(save.error)
  const listed = choices
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)
  return (
    <Modal
      opened
      onClose={close}
      title={
        field ? t('custom_field.change', { name: titleOf(field, locale) }) : t('custom_field.add')
      }
    >
      <Form
        submit={() => save.mutate({ ...draft, choices: listed })}
        action={t('ui.save')}
        busy={save.isPending}
        error={save.error}
      >
        {eachLanguage(locale).map((language, at) => (
          <TextInput
            key={language}
            label={t(`custom_field.title${language}`)}
            lang={language.toLowerCase()}
            required
            maxLength={60}
            data-autofocus={at === 0 || undefined}
            value={draft[`title${language}`]}
            onChange={({ currentTarget }) => set({ [`title${language}`]: currentTarget.value })}
          />
        ))}
        <TextInput
          label={t('custom_field.key')}
          description={t('custom_field.key.help')}
          required
          readOnly={!!field}
          maxLength={40}
          error={wrong('key')}
          value={draft.key}
          onChange={({ currentTarget }) => set({ key: currentTarget.value })}
        />
        <NativeSelect
          label={t('custom_field.type')}
          value={draft.type}
          onChange={({ currentTarget }) =>
            set({ type: currentTarget.value as OneCustomField['type'] })
          }
          data={customFieldTypes.map((value) => ({
            value,
            label: t(`custom_field.type.${value}`),
          }))}
        />
        {draft.type === 'choice' && (
          <Textarea
            label={t('custom_field.choices')}
            description={t('custom_field.choices.help')}
            autosize
            minRows={3}
            value={choices}
            onChange={({ currentTarget }) => setChoices(currentTarget.value)}
          />
        )}
        <NumberInput
          label={t('custom_field.place')}
          description={t('custom_field.place.help')}
          min={0}
          max={1000}
          hideControls
          value={draft.place}
          onChange={(value) => set({ place: Number(value) || 0 })}
        />
      </Form>
    </Modal>
  )
}

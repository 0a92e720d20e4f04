import { Modal, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { eachLanguage } from '../../../foundation/browser/each-language.ts'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import {
  createPurpose,
  listConsentCategories,
  listPurposes,
  type Purpose,
  updatePurpose,
} from '../contract.ts'
import classes from './consents.module.css'

const texts = ['name', 'description', 'wording'] as const
const switches = ['marketing', 'subscribable', 'doubleOptIn'] as const

/** Makes a purpose, or changes the one given; changed words become the next version. */
export const PurposeForm = ({
  purpose,
  close,
}: {
  purpose?: z.output<typeof Purpose> | undefined
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const fields = texts.flatMap((text) =>
    eachLanguage(locale).map((name) => `${text}${name}` as const),
  )
  const [key, setKey] = useState('')
  const [values, setValues] = useState({
    nameEn: purpose?.nameEn ?? '',
    nameJa: purpose?.nameJa ?? '',
    descriptionEn: purpose?.descriptionEn ?? '',
    descriptionJa: purpose?.descriptionJa ?? '',
    wordingEn: purpose?.wording?.textEn ?? '',
    wordingJa: purpose?.wording?.textJa ?? '',
  })
  const [on, setOn] = useState({
    marketing: purpose?.marketing ?? true,
    subscribable: purpose?.subscribable ?? true,
    doubleOptIn: purpose?.doubleOptIn ?? true,
  })
  const written = {
    quiet: true,
    invalidates: [listPurposes, listConsentCategories],
    onSuccess: close,
  }
  const create = useWrite(createPurpose, written)
  const update = useWrite(updatePurpose, written)
  const input = { ...values, ...on }
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t(purpose ? 'consent.purpose.edit' : 'consent.purpose.add')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form
        action={t('ui.save')}
        busy={create.isPending || update.isPending}
        error={create.error ?? update.error}
        submit={() =>
          purpose ? update.mutate({ id: purpose.id, ...input }) : create.mutate({ key, ...input })
        }
      >
        {!purpose && (
          <TextInput
            label={t('consent.purpose.key')}
            description={t('consent.purpose.key.help')}
            required
            data-autofocus
            maxLength={40}
            pattern="[a-z0-9][a-z0-9_\-]*"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
        )}
        <div className={classes.pair}>
          {fields.map((name) => {
            const field = {
              label: t(`consent.purpose.${name}`),
              lang: name.endsWith('Ja') ? 'ja' : 'en',
              value: values[name],
              onChange: (event: { currentTarget: { value: string } }) => {
                const { value } = event.currentTarget
                setValues((before) => ({ ...before, [name]: value }))
              },
            }
            return name.startsWith('name') ? (
              <TextInput key={name} {...field} required maxLength={120} />
            ) : (
              <Textarea key={name} {...field} autosize minRows={2} maxLength={2000} />
            )
          })}
        </div>
        {switches.map((name) => (
          <Switch
            key={name}
            label={t(`consent.purpose.${name}`)}
            description={t(`consent.purpose.${name}.help`)}
            checked={on[name]}
            onChange={(event) => {
              const { checked } = event.currentTarget
              setOn((before) => ({ ...before, [name]: checked }))
            }}
          />
        ))}
      </Form>
    </Modal>
  )
}

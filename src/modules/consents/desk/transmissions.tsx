import { Anchor, Button, Group, Modal, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { eachLanguage } from '../../../foundation/browser/each-language.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import {
  addTransmission,
  listTransmissions,
  removeTransmission,
  type Transmission,
  updateTransmission,
} from '../contract.ts'
import classes from './consents.module.css'
import { inLanguage } from './words.ts'

type OneTransmission = z.output<typeof Transmission>

/** The public notice of what leaves visitors' browsers, and what is registered for it. */
export const Transmissions = () => {
  const t = useText()
  const { locale } = useLocale()
  const mayManage = useCan('consent.manage')
  const list = useRead(listTransmissions, {})
  const [edited, setEdited] = useState<'new' | OneTransmission>()
  const remove = useWrite(removeTransmission, { invalidates: [listTransmissions] })
  const rows = list.data?.data ?? []
  const action = mayManage && (
    <Button variant="default" onClick={() => setEdited('new')}>
      {t('consent.transmission.add')}
    </Button>
  )
  return (
    <Section
      title={t('consent.transmissions')}
      text={t('consent.transmissions-text')}
      action={action}
    >
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.data && (
        <>
          <CopyText label={t('consent.notice-address')} text={list.data.noticeUrl} />
          <p>
            <Anchor
              href={`${list.data.noticeUrl}?lang=${locale}`}
              display="inline-block"
              my={8}
              target="_blank"
              rel="noreferrer"
            >
              {t('consent.notice-open')}
            </Anchor>
          </p>
        </>
      )}
      {rows.length > 0 && (
        <PlainTable
          label={t('consent.transmissions')}
          head={[
            { key: 'to', text: t('consent.transmission.recipient') },
            { key: 'what', text: t('consent.transmission.what') },
            { key: 'for', text: t('consent.transmission.purpose') },
            { key: 'actions', text: t('consent.actions'), end: true, hidden: true },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id ?? row.whatEn}>
              <td>{row.recipient}</td>
              <td>{inLanguage(locale, { en: row.whatEn, ja: row.whatJa })}</td>
              <td>{inLanguage(locale, { en: row.purposeEn, ja: row.purposeJa })}</td>
              <td data-end>
                {mayManage && row.id && (
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('consent.transmission.edit-of', { name: row.recipient })}
                      onClick={() => setEdited(row)}
                    >
                      {t('ui.edit')}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('consent.transmission.remove-of', { name: row.recipient })}
                      onClick={() => row.id && remove.mutate({ id: row.id })}
                    >
                      {t('ui.remove')}
                    </Button>
                  </Group>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {edited && (
        <TransmissionForm
          transmission={edited === 'new' ? undefined : edited}
          close={() => setEdited(undefined)}
        />
      )}
    </Section>
  )
}

const empty = { recipient: '', whatJa: '', whatEn: '', purposeJa: '', purposeEn: '', url: '' }
const words = ['what', 'purpose'] as const

/** Adds a recipient, or changes the one given. */
const TransmissionForm = ({
  transmission,
  close,
}: {
  transmission: OneTransmission | undefined
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const fields = words.flatMap((text) =>
    eachLanguage(locale).map((name) => `${text}${name}` as const),
  )
  const [values, setValues] = useState(transmission ?? empty)
  const id = transmission?.id
  const written = { quiet: true, invalidates: [listTransmissions], onSuccess: close }
  const add = useWrite(addTransmission, written)
  const update = useWrite(updateTransmission, written)
  const field = (name: keyof typeof empty) => ({
    label: t(`consent.transmission.${name}`),
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setValues((before) => ({ ...before, [name]: value }))
    },
  })
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t(id ? 'consent.transmission.edit' : 'consent.transmission.add')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form
        action={t('ui.save')}
        busy={add.isPending || update.isPending}
        error={add.error ?? update.error}
        submit={() => (id ? update.mutate({ ...values, id }) : add.mutate(values))}
      >
        <TextInput {...field('recipient')} required maxLength={120} data-autofocus />
        <div className={classes.pair}>
          {fields.map((name) => (
            <Textarea
              key={name}
              {...field(name)}
              lang={name.endsWith('Ja') ? 'ja' : 'en'}
              required
              autosize
              minRows={2}
              maxLength={2000}
            />
          ))}
        </div>
        <TextInput {...field('url')} type="url" maxLength={500} placeholder="https://" />
      </Form>
    </Modal>
  )
}

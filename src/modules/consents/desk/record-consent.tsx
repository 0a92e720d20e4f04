import { Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import type { CustomerWithIdentifiers } from '../../customers/contract.ts'
import { listConsents, type Purpose, recordConsent } from '../contract.ts'
import { channelWord, inLanguage } from './words.ts'

const channels = ['email', 'phone', 'post', 'sms', 'web-chat', 'web'] as const
const states = ['given', 'refused', 'withdrawn'] as const

/** Staff write down what somebody told them. */
export const RecordConsent = ({
  customer,
  purposes,
  close,
}: {
  customer: z.output<typeof CustomerWithIdentifiers>
  purposes: readonly z.output<typeof Purpose>[]
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const addresses = customer.identifiers.filter(({ type }) => type === 'email')
  const [purposeId, setPurposeId] = useState(purposes[0]?.id ?? '')
  const [channel, setChannel] = useState<string>('email')
  const [state, setState] = useState<(typeof states)[number]>('given')
  const [identifierId, setIdentifierId] = useState(addresses[0]?.id ?? '')
  const [note, setNote] = useState('')
  const [saidOn, setSaidOn] = useState('')
  const record = useWrite(recordConsent, {
    quiet: true,
    invalidates: [listConsents],
    onSuccess: close,
  })
  const purpose = purposes.find(({ id }) => id === purposeId)
  const asks = purpose?.doubleOptIn && channel === 'email' && state === 'given'
  return (
    <Modal
      opened
      onClose={close}
      title={t('consent.record')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form
        action={t(asks ? 'consent.record-and-ask' : 'ui.save')}
        busy={record.isPending}
        error={record.error}
        disabled={!purpose}
        submit={() =>
          record.mutate({
            id: customer.id,
            purposeId,
            channel,
            state,
            note,
            // Noon: no clock of the person is known.
            ...(saidOn ? { at: new Date(`${saidOn}T12:00`).toISOString() } : {}),
            ...(channel === 'email' && identifierId ? { identifierId } : {}),
          })
        }
      >
        <NativeSelect
          label={t('consent.purpose')}
          data-autofocus
          value={purposeId}
          onChange={(event) => setPurposeId(event.currentTarget.value)}
          data={purposes.map(({ id, nameEn, nameJa }) => ({
            value: id,
            label: inLanguage(locale, { en: nameEn, ja: nameJa }),
          }))}
        />
        <NativeSelect
          label={t('consent.channel')}
          value={channel}
          onChange={(event) => setChannel(event.currentTarget.value)}
          data={channels.map((value) => ({ value, label: channelWord(t, value) }))}
        />
        {channel === 'email' && addresses.length > 1 && (
          <NativeSelect
            label={t('consent.address')}
            value={identifierId}
            onChange={(event) => setIdentifierId(event.currentTarget.value)}
            data={addresses.map(({ id, value }) => ({ value: id, label: value }))}
          />
        )}
        <NativeSelect
          label={t('consent.what')}
          value={state}
          onChange={(event) => setState(event.currentTarget.value as typeof state)}
          data={states.map((value) => ({ value, label: t(`consent.said.${value}`) }))}
        />
        <TextInput
          label={t('consent.said-on')}
          description={t('consent.said-on.help')}
          type="date"
          value={saidOn}
          onChange={(event) => setSaidOn(event.currentTarget.value)}
        />
        <Textarea
          label={t('consent.note')}
          description={t('consent.note.help')}
          maxLength={1000}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {asks && <p>{t('consent.asks')}</p>}
      </Form>
    </Modal>
  )
}

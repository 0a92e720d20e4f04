import { Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { countPrivacyRequests, createPrivacyRequest, listPrivacyRequests } from '../contract.ts'
import { type RequestKind, requestKinds } from '../requests/contract.ts'
import { useLaw } from './law.ts'

/** Writes down what somebody asked; of a customer, when one is given. */
export const RequestForm = ({
  customer,
  close,
}: {
  customer?: { id: string; name: string | null; locale: string | null; contact: string } | undefined
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const lawOf = useLaw()
  const [kind, setKind] = useState<RequestKind>('disclosure')
  const [requester, setRequester] = useState(customer?.name ?? '')
  const [contact, setContact] = useState(customer?.contact ?? '')
  const [details, setDetails] = useState('')
  const [receivedOn, setReceivedOn] = useState('')
  const [language, setLanguage] = useState<'en' | 'ja'>(
    customer?.locale === 'ja' || customer?.locale === 'en' ? customer.locale : locale,
  )
  const create = useWrite(createPrivacyRequest, {
    quiet: true,
    invalidates: [listPrivacyRequests, countPrivacyRequests],
    onSuccess: ({ id }) => {
      close()
      void navigate({ to: '/settings/privacy-requests/$requestId', params: { requestId: id } })
    },
  })
  return (
    <Modal
      opened
      onClose={close}
      title={t('privacy.request.add')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form
        action={t('ui.save')}
        busy={create.isPending}
        error={create.error}
        submit={() =>
          create.mutate({
            kind,
            customerId: customer?.id ?? null,
            requester,
            contact,
            details,
            language,
            ...(receivedOn ? { receivedOn } : {}),
          })
        }
      >
        <NativeSelect
          label={t('privacy.request.kind')}
          data-autofocus
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as RequestKind)}
          data={requestKinds.map((value) => ({
            value,
            label: t('privacy.kind-with-law', {
              kind: t(`privacy.kind-of.${value}`),
              law: lawOf(value),
            }),
          }))}
        />
        <TextInput
          label={t('privacy.request.requester')}
          maxLength={200}
          value={requester}
          onChange={(event) => setRequester(event.currentTarget.value)}
        />
        <TextInput
          label={t('privacy.request.contact')}
          description={t('privacy.request.contact.help')}
          maxLength={300}
          value={contact}
          onChange={(event) => setContact(event.currentTarget.value)}
        />
        <TextInput
          label={t('privacy.request.received')}
          description={t('privacy.request.received.help')}
          type="date"
          value={receivedOn}
          onChange={(event) => setReceivedOn(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('privacy.request.language')}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value as typeof language)}
          data={[
            { value: 'ja', label: '日本語' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Textarea
          label={t('privacy.request.details')}
          autosize
          minRows={3}
          maxLength={5000}
          value={details}
          onChange={(event) => setDetails(event.currentTarget.value)}
        />
      </Form>
    </Modal>
  )
}

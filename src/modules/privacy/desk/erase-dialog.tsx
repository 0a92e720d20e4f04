import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { count } from '../../../foundation/browser/formats.ts'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { listCustomers } from '../../customers/contract.ts'
import {
  countPrivacyRequests,
  eraseCustomer,
  listErasures,
  listPrivacyRequests,
  previewErasure,
} from '../contract.ts'
import classes from './privacy.module.css'
import { UnclearNote } from './unclear-note.tsx'

/** Shows what goes, and asks for the name before anything does. */
export const EraseDialog = ({
  customer,
  requestId,
  close,
}: {
  customer: { id: string }
  /** What it answers, and is done with it. */
  requestId?: string
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const toast = useToast()
  const [typed, setTyped] = useState('')
  const preview = useRead(previewErasure, { id: customer.id })
  const erase = useWrite(eraseCustomer, {
    quiet: true,
    invalidates: [listCustomers, listErasures, listPrivacyRequests, countPrivacyRequests],
    onSuccess: () => {
      close()
      toast({ kind: 'done', text: t('privacy.erase.begun') })
      void navigate({ to: '/customers' })
    },
  })
  const { data } = preview
  return (
    <Modal
      opened
      onClose={close}
      title={t('privacy.erase.title')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <ErrorNote error={preview.error} retry={preview.refetch} />
      {preview.isPending && <Loading />}
      {data && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            erase.mutate({
              id: customer.id,
              confirm: typed,
              ...(requestId ? { requestId } : {}),
            })
          }}
        >
          <p>{t('privacy.erase.goes')}</p>
          <ul className={classes.counts}>
            {data.kinds
              .filter(({ name }) => name !== 'audit')
              .map(({ name, count: rows, more }) => (
                <li key={name}>
                  <span>{t.has(`privacy.held.${name}`) ? t(`privacy.held.${name}`) : name}</span>
                  <span>
                    {count(locale, rows)}
                    {more ? '+' : ''}
                  </span>
                </li>
              ))}
          </ul>
          <p>{t('privacy.erase.stays')}</p>
          <UnclearNote unclear={data.unclear} />
          <TextInput
            label={t('privacy.erase.type', { name: data.confirm })}
            required
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <ErrorNote error={erase.error} />
          <Group justify="flex-end" mt="md" gap="xs">
            <Button variant="default" onClick={close} data-autofocus>
              {t('ui.cancel')}
            </Button>
            <Button type="submit" color="red" loading={erase.isPending} disabled={typed === ''}>
              {t('privacy.erase.go')}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  )
}

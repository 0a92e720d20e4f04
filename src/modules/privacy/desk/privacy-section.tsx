import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useText } from '../../../foundation/browser/texts.tsx'
import type { CustomerWithIdentifiers } from '../../customers/contract.ts'
import panel from '../../customers/desk/customer-panel.module.css'
import { CopiesDialog } from './copies-dialog.tsx'
import { EraseDialog } from './erase-dialog.tsx'
import { RequestForm } from './request-form.tsx'

type Customer = z.output<typeof CustomerWithIdentifiers>

/** What can be done for somebody who asks about their records. */
export const PrivacySection = ({ customer }: { customer: Customer }) => {
  const t = useText()
  const may = {
    manage: useCan('privacy.manage'),
    copy: useCan('privacy.copy'),
    erase: useCan('privacy.erase'),
  }
  const [opened, setOpened] = useState<'request' | 'copies' | 'erase'>()
  const close = () => setOpened(undefined)
  if (!may.manage && !may.copy && !may.erase) return null
  const email = customer.identifiers.find(({ type }) => type === 'email')?.value ?? ''
  return (
    <section className={panel.group}>
      <h3 className={panel.small}>{t('privacy.title')}</h3>
      <Group gap={8}>
        {may.manage && (
          <Button variant="default" size="compact-xs" onClick={() => setOpened('request')}>
            {t('privacy.request.add')}
          </Button>
        )}
        {may.copy && (
          <Button variant="default" size="compact-xs" onClick={() => setOpened('copies')}>
            {t('privacy.copies.open')}
          </Button>
        )}
        {may.erase && (
          <Button variant="default" size="compact-xs" onClick={() => setOpened('erase')}>
            {t('privacy.erase.open')}
          </Button>
        )}
      </Group>
      {opened === 'request' && (
        <RequestForm
          customer={{
            id: customer.id,
            name: customer.name,
            locale: customer.locale,
            contact: email,
          }}
          close={close}
        />
      )}
      {opened === 'copies' && <CopiesDialog customer={customer} close={close} />}
      {opened === 'erase' && <EraseDialog customer={customer} close={close} />}
    </section>
  )
}

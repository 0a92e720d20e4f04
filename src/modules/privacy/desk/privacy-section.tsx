import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import type { CustomerWithIdentifiers } from '../../customers/contract.ts'
import panel from '../../customers/desk/customer-panel.module.css'
import { listPrivacyRequests } from '../contract.ts'
import { CopiesDialog } from './copies-dialog.tsx'
import { Day } from './day.tsx'
import { EraseDialog } from './erase-dialog.tsx'
import classes from './privacy.module.css'
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
  const requests = useRead(
    listPrivacyRequests,
    { customerId: customer.id, limit: 5 },
    { enabled: useCan('privacy.read') },
  )
  const [opened, setOpened] = useState<'request' | 'copies' | 'erase'>()
  const close = () => setOpened(undefined)
  if (!may.manage && !may.copy && !may.erase) return null
  const email = customer.identifiers.find(({ type }) => type === 'email')?.value ?? ''
  return (
    <section className={panel.group}>
      <h3 className={panel.small}>{t('privacy.title')}</h3>
      <ul className={panel.plain}>
        {requests.data?.data.map((one) => (
          <li key={one.id}>
            <TextLink
              underline="always"
              to="/settings/privacy-requests/$requestId"
              params={{ requestId: one.id }}
            >
              {t(`privacy.kind-of.${one.kind}`)}
            </TextLink>{' '}
            {t(`privacy.state.${one.state}`)}{' '}
            {one.closedAt === null && (
              <span className={one.overdue ? classes.overdue : classes.quiet}>
                {t('privacy.request.due')} <Day day={one.dueOn} />
              </span>
            )}
          </li>
        ))}
      </ul>
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

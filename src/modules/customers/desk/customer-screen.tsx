import { useState } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { getCustomer, listCustomers, updateCustomer } from '../contract.ts'
import { CustomerForm } from './customer-form.tsx'
import { useCustomerName } from './customer-name.ts'
import panel from './customer-panel.module.css'
import { customerRoute } from './customer-routes.ts'
import classes from './customers-screen.module.css'
import { IdentifierList } from './identifier-list.tsx'
import { LabelMenu } from './label-menu.tsx'
import { Labels } from './labels.tsx'
import { IdentitySection } from './merging/identity-section.tsx'
import { OpenMatters } from './open-matters.tsx'
import { customerSections } from './sections.ts'
import { Timeline } from './timeline.tsx'
import { useCustomerLive } from './use-customer-live.ts'

/** One customer, wide: what staff know on one side, what happened on the other. */
export const CustomerScreen = () => {
  const t = useText()
  const { customerId } = customerRoute.useParams()
  const nameOf = useCustomerName()
  const [labelling, setLabelling] = useState(false)
  const mayChange = useCan('customer.update')
  const { data: customer, error, refetch } = useRead(getCustomer, { id: customerId })
  const change = useWrite(updateCustomer, { invalidates: [getCustomer, listCustomers] })
  useCustomerLive(customerId)
  if (error)
    return (
      <>
        <PageTitle title={t('customers.title')} hidden />
        <ErrorNote error={error} retry={refetch} />
      </>
    )
  if (!customer) return <Loading rows={6} height={40} />
  return (
    <div className={classes.page}>
      <div className={classes.aside}>
        <PageTitle title={nameOf(customer.name, customer.shown)} />
        <p className={classes.quiet}>
          {t(customer.lastContactAt ? 'customer.last-contact' : 'customer.since')}{' '}
          <TimeText ago at={customer.lastContactAt ?? customer.createdAt} />
        </p>
        <div className={panel.labels}>
          <Labels labels={customer.labels} />
          {mayChange && (
            <LabelMenu
              opened={labelling}
              setOpened={setLabelling}
              button={t('labels.change')}
              picked={customer.labels}
              change={(labelIds) => change.mutate({ id: customer.id, labelIds })}
            />
          )}
        </div>
        {mayChange && <CustomerForm key={customer.id} customer={customer} />}
        <h2 className={panel.unseen}>{t('customer.details')}</h2>
        <IdentifierList identifiers={customer.identifiers} />
        <IdentitySection key={customer.id} customer={customer} />
        {customerSections({ panel: false }).map(({ name, Section }) => (
          <Section key={name} customer={customer} />
        ))}
        <OpenMatters customerId={customer.id} />
      </div>
      <Timeline customerId={customer.id} />
    </div>
  )
}

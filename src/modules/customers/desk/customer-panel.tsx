import { Link } from '@tanstack/react-router'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { getCustomer } from '../contract.ts'
import { getProfile } from '../profile/contract.ts'
import { CustomerLabels } from './customer-labels.tsx'
import { useCustomerName } from './customer-name.ts'
import classes from './customer-panel.module.css'
import { IdentifierList } from './identifier-list.tsx'
import { OpenMatters } from './open-matters.tsx'
import { LatestNotes } from './profile/latest-notes.tsx'
import { kanaOf } from './profile/use-field-text.ts'
import { customerSections } from './sections.ts'
import { nameLanguage } from './text-language.ts'
import { Timeline } from './timeline.tsx'
import { useCustomerLive } from './use-customer-live.ts'

/** Who is at the other end: how they are known, what is open with them, what happened so far. */
export const CustomerPanel = ({
  customerId,
  besides,
}: {
  customerId: string
  /** The conversation already on the screen. */
  besides?: string
}) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const { data: customer, error, refetch } = useRead(getCustomer, { id: customerId })
  const kana = kanaOf(useRead(getProfile, { id: customerId }).data)
  useCustomerLive(customerId)
  if (error) return <ErrorNote error={error} retry={refetch} />
  if (!customer) return <Loading rows={5} height={32} />
  const from = `customer.name-from.${customer.nameFrom?.split(':')[0]}`
  return (
    <div className={classes.panel}>
      <h2
        className={classes.name}
        lang={customer.name ? nameLanguage(customer.name, locale) : undefined}
        title={t.has(from) ? t(from) : undefined}
      >
        <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
          {nameOf(customer.name, customer.shown)}
        </Link>
      </h2>
      {kana && (
        <p className={classes.quiet} lang="ja">
          {kana}
        </p>
      )}
      {customer.lastContactAt && (
        <p className={classes.quiet}>
          {t('customer.last-contact')} <TimeText ago at={customer.lastContactAt} />
        </p>
      )}
      <CustomerLabels customer={customer} />
      <IdentifierList identifiers={customer.identifiers} />
      <LatestNotes customerId={customer.id} />
      {customerSections({ panel: true }).map(({ name, Section }) => (
        <Section key={name} customer={customer} />
      ))}
      <OpenMatters customerId={customer.id} besides={besides} />
      <Timeline customerId={customer.id} />
    </div>
  )
}

import { useNavigate } from '@tanstack/react-router'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { getCustomer } from '../contract.ts'
import { getProfile } from '../profile/contract.ts'
import { CustomerHead } from './customer-head.tsx'
import { CustomerLabels } from './customer-labels.tsx'
import { customerRoute } from './customer-routes.ts'
import classes from './customers-screen.module.css'
import { IdentifierList } from './identifier-list.tsx'
import { IdentitySection } from './merging/identity-section.tsx'
import { OpenMatters } from './open-matters.tsx'
import { FilesSection } from './profile/files-section.tsx'
import { GroupsSection } from './profile/groups-section.tsx'
import { NotesSection } from './profile/notes-section.tsx'
import { ProfileFields } from './profile/profile-fields.tsx'
import { customerSections } from './sections.ts'
import { Timeline } from './timeline.tsx'
import type { TimelineFilter } from './timeline-filter.ts'
import { useCustomerLive } from './use-customer-live.ts'

/** One customer, wide: what staff know on one side, what happened on the other. */
export const CustomerScreen = () => {
  const t = useText()
  const { customerId } = customerRoute.useParams()
  const filter = customerRoute.useSearch()
  const navigate = useNavigate()
  const { data: customer, error, refetch } = useRead(getCustomer, { id: customerId })
  const { data: profile } = useRead(getProfile, { id: customerId })
  useCustomerLive(customerId)
  const narrow = (search: TimelineFilter) =>
    void navigate({
      to: '/customers/$customerId',
      params: { customerId },
      search,
      replace: true,
      resetScroll: false,
    })
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
        <CustomerHead customer={customer} profile={profile} />
        <CustomerLabels customer={customer} />
        <OpenMatters customerId={customer.id} />
        <NotesSection key={`notes ${customer.id}`} customerId={customer.id} />
        {profile && <ProfileFields key={customer.id} customer={customer} profile={profile} />}
        <div className={classes.known}>
          <IdentifierList identifiers={customer.identifiers} />
          <IdentitySection key={customer.id} customer={customer} />
        </div>
        {profile && <GroupsSection customerId={customer.id} groups={profile.groups} />}
        {customerSections({ panel: false }).map(({ name, Section }) => (
          <Section key={name} customer={customer} />
        ))}
        <FilesSection customerId={customer.id} />
      </div>
      <Timeline customerId={customer.id} filter={filter} change={narrow} />
    </div>
  )
}

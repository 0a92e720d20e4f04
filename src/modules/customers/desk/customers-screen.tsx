import { useNavigate } from '@tanstack/react-router'
import { useLive } from '../../../foundation/browser/live.tsx'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ButtonLink } from '../../../foundation/browser/ui/link.tsx'
import { ListScreen } from '../../../foundation/browser/ui/list-screen/list-screen.tsx'
import { listCustomers } from '../contract.ts'
import { customersRoute } from './customer-routes.ts'
import { CustomerRow } from './customer-row.tsx'
import classes from './customers-screen.module.css'

/** Everyone who was ever in touch, latest first. */
export const CustomersScreen = () => {
  const t = useText()
  const mayMerge = useCan('customer.merge')
  const { search } = customersRoute.useSearch()
  const navigate = useNavigate()
  const query = useReadPages(listCustomers, { ...(search ? { search } : {}), limit: 100 })
  useLive((kind) => {
    if (kind === 'person.erased') query.refetch()
  })
  return (
    <ListScreen
      name="customers"
      search={search}
      find={(text) =>
        void navigate({ to: '/customers', search: text ? { search: text } : {}, replace: true })
      }
      query={query}
      head={(field) => (
        <>
          {mayMerge && (
            <ButtonLink to="/duplicates" variant="default" className={classes.duplicates}>
              {t('duplicates.link')}
            </ButtonLink>
          )}
          {field}
        </>
      )}
    >
      {(customer) => <CustomerRow customer={customer} />}
    </ListScreen>
  )
}

import { Button } from '@mantine/core'
import { useText } from '../../../foundation/browser/texts.tsx'
import { CustomerSearch } from '../../customers/desk/customer-search.tsx'
import classes from './privacy.module.css'

type Choice = { id: string; name: string } | null

/** Says which customer a request is about: searched for, and kept when the request is saved. */
export const CustomerChoice = ({
  customer,
  setCustomer,
}: {
  customer: Choice
  setCustomer: (customer: Choice) => void
}) => {
  const t = useText()
  if (customer)
    return (
      <div className={classes.chosen}>
        <span>
          {t('privacy.request.chosen', { name: customer.name || t('privacy.request.unnamed') })}
        </span>
        <Button size="xs" variant="default" onClick={() => setCustomer(null)}>
          {t('privacy.request.another')}
        </Button>
      </div>
    )
  return (
    <CustomerSearch
      label={t('privacy.request.customer')}
      description={t('privacy.request.find')}
      none={t('privacy.request.none-found')}
      pick={setCustomer}
    />
  )
}

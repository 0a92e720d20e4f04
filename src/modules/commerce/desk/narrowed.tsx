import { Button } from '@mantine/core'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { getCustomer } from '../../customers/contract.ts'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import type { ListName } from './lists.ts'
import classes from './orders.module.css'

/** Whose rows the list shows, and the way back to all. */
export const Narrowed = ({
  of,
  customerId,
  text,
  clear,
}: {
  of: ListName
  customerId: string
  text?: string | undefined
  clear: () => void
}) => {
  const t = useText()
  const nameOf = useCustomerName()
  const { data: customer } = useRead(getCustomer, { id: customerId })
  return (
    <div className={classes.narrowed}>
      <p>
        {t(`${of}.of`, { name: customer ? nameOf(customer.name, customer.shown) : '…' })} {text}
      </p>
      <Button variant="default" size="compact-sm" onClick={clear}>
        {t(`${of}.all`)}
      </Button>
    </div>
  )
}

import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { type Customer, getCustomer, listCustomers, updateCustomer } from '../contract.ts'
import classes from './customer-panel.module.css'
import { LabelMenu } from './label-menu.tsx'
import { Labels } from './labels.tsx'

/** A customer's labels, and the menu that changes them. */
export const CustomerLabels = ({ customer }: { customer: z.output<typeof Customer> }) => {
  const t = useText()
  const [labelling, setLabelling] = useState(false)
  const mayChange = useCan('customer.update')
  const change = useWrite(updateCustomer, { invalidates: [getCustomer, listCustomers] })
  return (
    <div className={classes.labels}>
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
  )
}

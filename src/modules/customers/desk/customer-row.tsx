import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { Customer } from '../contract.ts'
import { useCustomerName } from './customer-name.ts'
import classes from './customers-screen.module.css'
import { Labels } from './labels.tsx'
import { nameLanguage } from './text-language.ts'

export const CustomerRow = ({ customer }: { customer: z.output<typeof Customer> }) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const { id, name, shown, labels, lastContactAt, createdAt } = customer
  return (
    <Link to="/customers/$customerId" params={{ customerId: id }}>
      <span className={classes.who} lang={name ? nameLanguage(name, locale) : undefined}>
        {nameOf(name, shown)}
        {name && shown && ' '}
        {name && shown && <span className={classes.shown}>{shown}</span>}
      </span>
      <span className={classes.labels}>
        <Labels labels={labels} />
      </span>
      <span className={classes.when}>
        <span className={classes.since}>
          {t(lastContactAt ? 'customer.last-contact' : 'customer.first')}{' '}
        </span>
        <TimeText ago at={lastContactAt ?? createdAt} />
      </span>
    </Link>
  )
}

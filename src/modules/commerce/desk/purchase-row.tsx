import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import { nameLanguage } from '../../customers/desk/text-language.ts'
import classes from './orders.module.css'
import { type StateKind, StateMark } from './state-mark.tsx'

/** A row of a list of orders or of what belongs to them. Opens the order, else whose it is; nothing while nobody knows. */
export const PurchaseRow = ({
  kind,
  state,
  number,
  orderId,
  customer,
  text,
  end,
  at,
}: {
  kind: StateKind
  state: string
  /** The order's, where the list tells rows by it. */
  number?: string | null
  orderId: string | null
  customer: { id: string; name: string | null; shown: string } | null
  /** What it is of: items, or what the customer says. */
  text: string
  /** Its amount, or what stands in its place. */
  end: ReactNode
  at: string
}) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const inside = (
    <>
      {number !== undefined && <span className={classes.number}>{number}</span>}
      <span
        className={classes.who}
        lang={customer?.name ? nameLanguage(customer.name, locale) : undefined}
      >
        {customer ? nameOf(customer.name, customer.shown) : t('orders.nobody')}
      </span>
      <span className={classes.items} lang={text ? nameLanguage(text, locale) : undefined}>
        {text}
      </span>
      <StateMark kind={kind} state={state} />
      <span className={classes.amount}>{end}</span>
      <span className={classes.when}>
        <TimeText at={at} />
      </span>
    </>
  )
  if (orderId)
    return (
      <Link to="/orders/$orderId" params={{ orderId }}>
        {inside}
      </Link>
    )
  if (!customer) return <div className={classes.still}>{inside}</div>
  return (
    <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
      {inside}
    </Link>
  )
}

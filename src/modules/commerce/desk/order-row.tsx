import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import { nameLanguage } from '../../customers/desk/text-language.ts'
import type { Order } from '../shapes/contract.ts'
import { moneyText } from './money-text.ts'
import classes from './orders.module.css'
import { StateMark } from './state-mark.tsx'

export const OrderRow = ({ order }: { order: z.output<typeof Order> }) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const { id, number, customer, state, itemNames, itemCount, placedAt } = order
  return (
    <Link to="/orders/$orderId" params={{ orderId: id }}>
      <span className={classes.number}>{number}</span>
      <span
        className={classes.who}
        lang={customer?.name ? nameLanguage(customer.name, locale) : undefined}
      >
        {customer ? nameOf(customer.name, customer.shown) : t('orders.nobody')}
      </span>
      <span
        className={classes.items}
        lang={itemNames[0] ? nameLanguage(itemNames[0], locale) : undefined}
      >
        {itemNames.join(' · ') || t('orders.items', { count: itemCount })}
      </span>
      <StateMark kind="order" state={state} />
      <span className={classes.amount}>{moneyText(locale, order.total, order.currency)}</span>
      <span className={classes.when}>
        <TimeText at={placedAt} />
      </span>
    </Link>
  )
}

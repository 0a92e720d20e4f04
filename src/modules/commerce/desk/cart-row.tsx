import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import { nameLanguage } from '../../customers/desk/text-language.ts'
import type { Cart } from '../shapes/contract.ts'
import { moneyText } from './money-text.ts'
import classes from './orders.module.css'
import { StateMark } from './state-mark.tsx'

/** Opens the order that came of it, else whose it is; nothing while nobody knows whose. */
export const CartRow = ({ cart }: { cart: z.output<typeof Cart> }) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const { customer, state, items, orderId } = cart
  const names = items.flatMap(({ name }) => name || []).slice(0, 3)
  const inside = (
    <>
      <span
        className={classes.who}
        lang={customer?.name ? nameLanguage(customer.name, locale) : undefined}
      >
        {customer ? nameOf(customer.name, customer.shown) : t('orders.nobody')}
      </span>
      <span className={classes.items} lang={names[0] ? nameLanguage(names[0], locale) : undefined}>
        {names.join(' · ') || t('orders.items', { count: items.length })}
      </span>
      <StateMark kind="cart" state={state} />
      <span className={classes.amount}>{moneyText(locale, cart.total, cart.currency)}</span>
      <span className={classes.when}>
        <TimeText at={cart.lastAt} />
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

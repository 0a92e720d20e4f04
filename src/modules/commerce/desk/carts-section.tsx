import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { count } from '../../../foundation/browser/formats.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { CustomerWithIdentifiers } from '../../customers/contract.ts'
import panel from '../../customers/desk/customer-panel.module.css'
import { nameLanguage } from '../../customers/desk/text-language.ts'
import { listCarts } from '../contract.ts'
import { moneyText } from './money-text.ts'
import classes from './orders.module.css'
import { StateMark } from './state-mark.tsx'
import { useOrdersLive } from './use-orders-live.ts'

type Customer = z.output<typeof CustomerWithIdentifiers>

/** What a customer has put aside and not bought; draws nothing where there is nothing. */
export const CartsSection = ({ customer }: { customer: Customer }) =>
  useCan('order.read') ? <Carts customerId={customer.id} /> : null

const recent = 3

const Carts = ({ customerId }: { customerId: string }) => {
  const t = useText()
  const { locale } = useLocale()
  const { data } = useRead(listCarts, { customerId, waiting: 'true', limit: recent })
  useOrdersLive(customerId)
  if (!data?.data.length) return null
  return (
    <section className={panel.group}>
      <h3 className={panel.small}>{t('carts.title')}</h3>
      <ul className={classes.cards}>
        {data.data.map(({ id, state, items, total, currency, lastAt }) => (
          <li key={id} className={classes.cart}>
            <div className={classes.cardHead}>
              <StateMark kind="cart" state={state} />
              <span className={classes.quiet}>
                <TimeText ago at={lastAt} />
              </span>
              <strong className={classes.amount}>{moneyText(locale, total, currency)}</strong>
            </div>
            <ul className={panel.plain}>
              {items.map((item, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cart may hold the same item twice
                <li key={index} className={panel.matter}>
                  <span lang={nameLanguage(item.name, locale)}>
                    {item.name || item.sku || item.productId}
                  </span>
                  <span className={panel.age}>× {count(locale, item.quantity)}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <p className={classes.all}>
        <Link to="/orders/carts" search={{ customerId }}>
          {t('carts.of-customer')}
        </Link>
      </p>
    </section>
  )
}

import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { count } from '../../../foundation/browser/formats.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { CustomerWithIdentifiers } from '../../customers/contract.ts'
import panel from '../../customers/desk/customer-panel.module.css'
import { getPurchases, listOrders } from '../contract.ts'
import { lists } from './lists.ts'
import { moneyText } from './money-text.ts'
import classes from './orders.module.css'
import { StateMark } from './state-mark.tsx'
import { useOrdersLive } from './use-orders-live.ts'

type Customer = z.output<typeof CustomerWithIdentifiers>

/** What a customer bought, in figures that open to their orders; draws nothing where nothing was bought. */
export const PurchasesSection = ({ customer }: { customer: Customer }) =>
  useCan('order.read') ? <Purchases customerId={customer.id} /> : null

const recent = 3

const Purchases = ({ customerId }: { customerId: string }) => {
  const t = useText()
  const { locale } = useLocale()
  const { data } = useRead(getPurchases, { id: customerId })
  const { data: latest } = useRead(listOrders, { customerId, limit: recent })
  useOrdersLive(customerId)
  if (!data || data.orders + data.openCarts + data.returns + data.warrantyClaims === 0) return null
  const followed = {
    deliveries: data.deliveries,
    returns: data.returns,
    claims: data.warrantyClaims,
  }
  const waiting = { returns: data.openReturns, claims: data.openClaims, carts: data.openCarts }
  const last = latest?.data[0]
  return (
    <section className={panel.group}>
      <h3 className={panel.small}>{t('purchases.title')}</h3>
      <dl className={classes.figures}>
        <div>
          <dt>{t('purchases.orders')}</dt>
          <dd>
            <Link to="/orders" search={{ customerId }}>
              {t('purchases.count', { count: data.orders })}
            </Link>
          </dd>
        </div>
        {data.sums.map(({ currency, spent, average }) => (
          <div key={currency}>
            <dt title={t('purchases.spent-meaning')}>{t('purchases.spent')}</dt>
            <dd>
              <Link to="/orders" search={{ customerId, currency, counted: true }}>
                {moneyText(locale, spent, currency)}
              </Link>{' '}
              <span className={classes.quiet}>
                {t('purchases.average', { amount: moneyText(locale, average, currency) ?? '' })}
              </span>
            </dd>
          </div>
        ))}
        {data.sums.map(
          ({ currency, refunded }) =>
            refunded > 0 && (
              <div key={currency}>
                <dt>{t('purchases.refunded')}</dt>
                <dd>
                  <Link to="/orders" search={{ customerId, currency, refunded: true }}>
                    {moneyText(locale, refunded, currency)}
                  </Link>
                </dd>
              </div>
            ),
        )}
        {(['deliveries', 'returns', 'claims'] as const).map(
          (what) =>
            followed[what] > 0 && (
              <div key={what}>
                <dt>{t(`${what}.title`)}</dt>
                <dd>
                  <Link to={lists[what].path} search={{ customerId }}>
                    {count(locale, followed[what])}
                  </Link>
                </dd>
              </div>
            ),
        )}
        {data.lastAt && (
          <div>
            <dt>{t('purchases.last')}</dt>
            <dd>
              {last ? (
                <Link to="/orders/$orderId" params={{ orderId: last.id }}>
                  <TimeText ago at={data.lastAt} />
                </Link>
              ) : (
                <TimeText ago at={data.lastAt} />
              )}
            </dd>
          </div>
        )}
      </dl>
      {(['returns', 'claims', 'carts'] as const).map(
        (what) =>
          waiting[what] > 0 && (
            <p key={what} className={classes.waiting}>
              <Link to={lists[what].path} search={{ customerId, waiting: true }}>
                {t(`purchases.open-${what}`, { count: waiting[what] })}
              </Link>
            </p>
          ),
      )}
      <ul className={panel.plain}>
        {latest?.data.map(({ id, number, state, total, currency, placedAt }) => (
          <li key={id} className={panel.matter}>
            <Link to="/orders/$orderId" params={{ orderId: id }}>
              {number}
            </Link>
            <span className={classes.amount}>{moneyText(locale, total, currency)}</span>
            <StateMark kind="order" state={state} />
            <span className={panel.age}>
              <TimeText at={placedAt} />
            </span>
          </li>
        ))}
      </ul>
      <details className={classes.meaning}>
        <summary>{t('purchases.how')}</summary>
        <p>{t('purchases.spent-meaning')}</p>
        <p>{t('purchases.meaning')}</p>
      </details>
    </section>
  )
}

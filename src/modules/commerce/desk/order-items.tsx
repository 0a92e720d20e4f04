import type { z } from 'zod'
import { count } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { nameLanguage } from '../../customers/desk/text-language.ts'
import type { OrderDetail } from '../shapes/contract.ts'
import { moneyText } from './money-text.ts'
import classes from './orders.module.css'

/** What was bought for how much, down to the total. */
export const OrderItems = ({ order }: { order: z.output<typeof OrderDetail> }) => {
  const t = useText()
  const { locale } = useLocale()
  const { currency, items } = order
  const money = (amount: number | null | undefined) => moneyText(locale, amount, currency) ?? ''
  const sums = (
    [
      ['subtotal', order.subtotal],
      ['discount', order.discount === null ? null : -Math.abs(order.discount)],
      ['shipping', order.shipping],
      ['tax', order.tax],
      ['total', order.total],
      ['refunded', order.refunded > 0 ? -order.refunded : null],
    ] as const
  ).filter(([, amount]) => amount !== null)
  return (
    <div>
      {items.length > 0 && (
        <PlainTable
          label={t('orders.bought')}
          head={[
            { key: 'name', text: t('orders.item') },
            { key: 'price', text: t('orders.price'), end: true },
            { key: 'quantity', text: t('orders.quantity'), end: true },
            { key: 'sum', text: t('orders.sum'), end: true },
          ]}
        >
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an order may hold the same item twice
            <tr key={index}>
              <td lang={nameLanguage(item.name, locale)}>
                {item.url ? (
                  <a href={item.url} target="_blank" rel="noreferrer">
                    {item.name || item.sku || item.productId}
                  </a>
                ) : (
                  item.name || item.sku || item.productId
                )}
                <span className={classes.sku}>
                  {[item.variant, item.sku].filter(Boolean).join(' · ')}
                </span>
              </td>
              <td data-end>{money(item.price)}</td>
              <td data-end>{count(locale, item.quantity)}</td>
              <td data-end>
                {money(item.total ?? (item.price == null ? null : item.price * item.quantity))}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <dl className={classes.sums}>
        {sums.map(([name, amount]) => (
          <div key={name} data-name={name}>
            <dt>
              {t(`orders.sum.${name}`)}
              {name === 'discount' && order.coupon && ` (${order.coupon})`}
            </dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

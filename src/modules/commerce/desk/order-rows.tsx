import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import type { z } from 'zod'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import { nameLanguage } from '../../customers/desk/text-language.ts'
import type { Order } from '../shapes/contract.ts'
import { moneyText } from './money-text.ts'
import classes from './orders.module.css'
import { StateMark } from './state-mark.tsx'

const rowHeight = 48

type Row = z.output<typeof Order>

/** The rows in sight, and the next page before the last of them is reached. */
export const OrderRows = ({
  scroller,
  query: { rows, hasNextPage, isFetching, fetchNextPage },
}: {
  scroller: RefObject<HTMLDivElement | null>
  query: {
    rows: readonly Row[]
    hasNextPage: boolean
    isFetching: boolean
    fetchNextPage: () => unknown
  }
}) => {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  })
  const seen = virtual.getVirtualItems()
  const last = seen.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetching && last >= rows.length - 20) fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage, last, rows.length])
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={rows.length > 0 ? 0 : -1}>
      <ul className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {seen.map(({ key, index, start }) => (
          <li
            key={key}
            className={classes.place}
            style={{ height: rowHeight, transform: `translateY(${start}px)` }}
            aria-setsize={hasNextPage ? -1 : rows.length}
            aria-posinset={index + 1}
          >
            <OrderRow order={rows[index]!} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const OrderRow = ({ order }: { order: Row }) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const { id, number, customer, state, itemNames, itemCount, placedAt } = order
  return (
    <Link to="/orders/$orderId" params={{ orderId: id }} className={classes.row}>
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

import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import type { z } from 'zod'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { Customer } from '../contract.ts'
import { useCustomerName } from './customer-name.ts'
import classes from './customers-screen.module.css'
import { Labels } from './labels.tsx'
import { nameLanguage } from './text-language.ts'

const rowHeight = 48

/** The rows in sight, and the next page before the last of them is reached. */
export const CustomerRows = ({
  scroller,
  query: { rows, hasNextPage, isFetching, fetchNextPage },
}: {
  scroller: RefObject<HTMLDivElement | null>
  query: {
    rows: readonly z.output<typeof Customer>[]
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
            <CustomerRow customer={rows[index]!} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const CustomerRow = ({ customer }: { customer: z.output<typeof Customer> }) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const { id, name, shown, labels, lastContactAt, createdAt } = customer
  return (
    <Link to="/customers/$customerId" params={{ customerId: id }} className={classes.row}>
      <span className={classes.who} lang={name ? nameLanguage(name, locale) : undefined}>
        {nameOf(name, shown)}
        {name && shown && <span className={classes.shown}>{shown}</span>}
      </span>
      <span className={classes.labels}>
        <Labels labels={labels} />
      </span>
      <span className={classes.when}>
        {t(lastContactAt ? 'customer.last-contact' : 'customer.since')}{' '}
        <TimeText ago at={lastContactAt ?? createdAt} />
      </span>
    </Link>
  )
}

import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect } from 'react'
import classes from './list-screen.module.css'

const rowHeight = 48

export type Pages<Row> = {
  rows: readonly Row[]
  hasNextPage: boolean
  isFetching: boolean
  fetchNextPage: () => unknown
}

/** The rows in sight, and the next page before the last of them is reached. `children` makes one row: a link. */
export const ListRows = <Row extends { id: string }>({
  scroller,
  query: { rows, hasNextPage, isFetching, fetchNextPage },
  children,
}: {
  scroller: RefObject<HTMLDivElement | null>
  query: Pages<Row>
  children: (row: Row) => ReactNode
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
            {children(rows[index]!)}
          </li>
        ))}
      </ul>
    </div>
  )
}

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ConversationRow } from '../rows.ts'

export const rowHeight = 56
/** Closer to the top than this, the reader looks at the newest. */
const nearTop = 8

/**
 * The rows in sight. When rows move above what the reader looks at, the list scrolls along with them,
 * so that nothing moves under the eye; what is new above is counted instead.
 */
export const useSteadyRows = ({
  rows,
  hasNextPage,
  isFetching,
  isFetchNextPageError,
  fetchNextPage,
}: {
  rows: readonly ConversationRow[]
  hasNextPage: boolean
  isFetching: boolean
  isFetchNextPageError: boolean
  fetchNextPage: () => unknown
}) => {
  const scroller = useRef<HTMLDivElement>(null)
  const before = useRef<readonly ConversationRow[]>(rows)
  const [newIds, setNewIds] = useState<ReadonlySet<string>>(new Set())
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
  })

  const last = virtual.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    const isNear = last >= rows.length - 15
    if (hasNextPage && isNear && !isFetching && !isFetchNextPageError) fetchNextPage()
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, last, rows.length])

  useLayoutEffect(() => {
    const old = before.current
    before.current = rows
    const element = scroller.current
    if (!element || old === rows || old.length === 0 || element.scrollTop < nearTop) return
    const seenFrom = Math.floor(element.scrollTop / rowHeight)
    const places = new Map(rows.map(({ id }, index) => [id, index]))
    const heard = new Map(old.map(({ id, lastMessage }) => [id, lastMessage.at]))
    // The first row in sight that did not itself go up.
    for (let index = seenFrom; index < old.length; index += 1) {
      const place = places.get(old[index]!.id)
      if (place === undefined || place < index) continue
      element.scrollTop += (place - index) * rowHeight
      const fresh = rows
        .slice(0, place)
        .filter(({ id, unread, lastMessage }) => unread && heard.get(id) !== lastMessage.at)
      if (fresh.length > 0) setNewIds((ids) => new Set([...ids, ...fresh.map(({ id }) => id)]))
      return
    }
  }, [rows])

  useEffect(() => {
    const element = scroller.current
    if (!element || newIds.size === 0) return
    const look = () => element.scrollTop < nearTop && setNewIds(new Set())
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [newIds])

  const toTop = () => {
    scroller.current?.scrollTo({ top: 0 })
    setNewIds(new Set())
  }
  return { scroller, virtual, newAbove: newIds.size, toTop }
}

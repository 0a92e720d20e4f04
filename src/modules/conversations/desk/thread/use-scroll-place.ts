import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Closer to the end than this, one reads the latest and wants to go on doing so. */
const nearEnd = 60
/** Older messages are asked for this long before the top is reached. */
const nearTop = 400

/**
 * Keeps the reader's place in the thread: at the end as new messages come, in the same words as
 * older ones load above. `firstId` and `lastId` are of the messages shown.
 */
export const useScrollPlace = (
  firstId: string | undefined,
  lastId: string | undefined,
  loadOlder: () => void,
) => {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const before = useRef({ firstId, height: 0 })
  const [hasNew, setHasNew] = useState(false)

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (element) element.scrollTop = element.scrollHeight
    setHasNew(false)
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const old = before.current
    if (atEnd.current) toEnd()
    else if (old.firstId && old.firstId !== firstId)
      element.scrollTop += element.scrollHeight - old.height
    before.current = { firstId, height: element.scrollHeight }
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last message is what counts
  useEffect(() => {
    if (!atEnd.current) setHasNew(true)
  }, [lastId])

  // Pictures and folded text change heights after drawing.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd()
    })
    for (const one of [content.current, scroller.current]) if (one) observer.observe(one)
    return () => observer.disconnect()
  }, [toEnd])

  const onScroll = () => {
    const element = scroller.current
    if (!element) return
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
    if (atEnd.current) setHasNew(false)
    before.current.height = element.scrollHeight
    if (element.scrollTop < nearTop) loadOlder()
  }
  return { scroller, content, onScroll, hasNew, toEnd }
}

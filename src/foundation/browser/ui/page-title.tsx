import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page-title.module.css'

/** The first page has the focus where the browser puts it. */
let arrived = false

const isInDialog = () => Boolean(document.activeElement?.closest('[aria-modal=true]'))

/** A dialog that was opened before a slow page came keeps the focus; what it came from may be gone when it closes. */
const takeFocus = (find: () => HTMLElement | null) => {
  const take = () => find()?.focus({ preventScroll: true })
  if (!isInDialog()) return void take()
  const watch = new MutationObserver(() => {
    if (isInDialog()) return
    watch.disconnect()
    take()
  })
  watch.observe(document.body, { childList: true, subtree: true })
  return () => watch.disconnect()
}

/**
 * The page's heading and document title; takes the focus when one comes from another page (`quiet`: does not).
 * `hidden` leaves it to screen readers. `children` stand at its end, as a page's main action.
 */
export const PageTitle = ({
  title,
  hidden = false,
  quiet = false,
  children,
}: {
  title: string
  hidden?: boolean
  quiet?: boolean
  children?: ReactNode
}) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Engawa`
  }, [title])
  useEffect(() => {
    const isFirst = !arrived
    arrived = true
    return isFirst || quiet ? undefined : takeFocus(() => heading.current)
  }, [quiet])
  return (
    <div className={hidden ? classes.hidden : classes.bar}>
      <h1 ref={heading} className={classes.title} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  )
}

import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page-title.module.css'

/** The first page has the focus where the browser puts it. */
let arrived = false

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
    // A dialog that was opened before a slow page came keeps the focus.
    const busy = document.querySelector('[aria-modal=true]') !== null
    if (arrived && !quiet && !busy) heading.current?.focus({ preventScroll: true })
    arrived = true
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

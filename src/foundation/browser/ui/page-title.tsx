import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page-title.module.css'

/** The page's heading and document title. `children` stand at its end, as a page's main action. */
export const PageTitle = ({
  title,
  hidden = false,
  children,
}: {
  title: string
  hidden?: boolean
  children?: ReactNode
}) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Engawa`
  }, [title])
  return (
    <div className={hidden ? classes.hidden : classes.bar}>
      <h1 ref={heading} className={classes.title} tabIndex={-1} data-page-title>
        {title}
      </h1>
      {children}
    </div>
  )
}

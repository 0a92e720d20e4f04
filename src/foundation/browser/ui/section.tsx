import type { ReactNode } from 'react'
import classes from './section.module.css'

/** A part of a page: its heading, one sentence, and at the heading's end its action. */
export const Section = ({
  title,
  text,
  action,
  children,
}: {
  title: string
  text?: string
  action?: ReactNode
  children: ReactNode
}) => (
  <section className={classes.section} aria-label={title}>
    <div className={classes.bar}>
      <h2 className={classes.title}>{title}</h2>
      {action}
    </div>
    {text && <p className={classes.text}>{text}</p>}
    {children}
  </section>
)

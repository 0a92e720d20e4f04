import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

/** One sentence that teaches, one action. `children` is the action. */
export const EmptyState = ({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children?: ReactNode
}) => (
  <div className={classes.empty}>
    <p className={classes.title}>{title}</p>
    {text && <p className={classes.text}>{text}</p>}
    {children && <div className={classes.action}>{children}</div>}
  </div>
)

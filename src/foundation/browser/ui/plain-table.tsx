import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './plain-table.module.css'

/** A table that scrolls sideways by itself where it is too wide. `children` are rows (`tr`). */
export const PlainTable = ({
  label,
  head,
  children,
}: {
  label: string
  /** Headings in order; `end` stands figures under each other. */
  head: readonly { key: string; text: string; end?: boolean; hidden?: boolean }[]
  children: ReactNode
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section className={classes.scroll} aria-label={label} tabIndex={0}>
    <table className={classes.table}>
      <thead>
        <tr>
          {head.map(({ key, text, end, hidden }) => (
            <th key={key} scope="col" data-end={end || undefined}>
              {hidden ? <VisuallyHidden>{text}</VisuallyHidden> : text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
)

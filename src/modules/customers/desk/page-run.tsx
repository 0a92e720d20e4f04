import { useState } from 'react'
import { useText } from '../../../foundation/browser/texts.tsx'
import classes from './timeline.module.css'
import { type Item, TimelineRow } from './timeline-item.tsx'

/** Many pages in a row: the latest, and the others on request, so that messages stay in sight. */
export const PageRun = ({ items }: { items: readonly Item[] }) => {
  const t = useText()
  const [open, setOpen] = useState(false)
  const [latest, ...others] = items
  return (
    <>
      {latest && <TimelineRow item={latest} />}
      <li className={classes.more}>
        <button
          type="button"
          className={classes.fold}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'timeline.fewer-pages' : 'timeline.more-pages', { count: others.length })}
        </button>
      </li>
      {open && others.map((item) => <TimelineRow key={item.id} item={item} />)}
    </>
  )
}

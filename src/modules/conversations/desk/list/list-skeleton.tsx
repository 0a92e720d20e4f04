import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useText } from '../../../../foundation/browser/texts.tsx'
import classes from './conversation-list.module.css'

/** Quick answers should not flash. */
const patienceMs = 150
const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** Rows as they will be, once waiting is worth showing. */
export const ListSkeleton = () => {
  const t = useText()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    late && (
      <div role="status" aria-label={t('ui.loading')}>
        {rows.map((row, index) => (
          <div key={row} className={classes.skeleton}>
            <Skeleton height={12} width={`${42 + ((index * 17) % 25)}%`} />
            <Skeleton height={10} width={`${60 + ((index * 23) % 30)}%`} />
          </div>
        ))}
      </div>
    )
  )
}

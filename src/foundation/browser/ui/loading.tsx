import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useText } from '../texts.tsx'

/** Quick answers should not flash a skeleton. */
const patienceMs = 150

/** The shape of what comes, once waiting is worth showing. */
export const Loading = ({ rows = 4, height = 40 }: { rows?: number; height?: number }) => {
  const t = useText()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return null
  return (
    <div role="status" aria-label={t('ui.loading')}>
      {Array.from({ length: rows }, (_, index) => index).map((row) => (
        <Skeleton key={row} height={height} mb={8} radius="sm" />
      ))}
    </div>
  )
}

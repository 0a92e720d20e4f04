import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useText } from '../../../foundation/browser/texts.tsx'

/** Loads the next page when its place comes near; also a button, for those who do not scroll. */
export const MoreRows = ({
  query,
}: {
  query: {
    hasNextPage: boolean
    isFetching: boolean
    isError: boolean
    fetchNextPage: () => unknown
  }
}) => {
  const t = useText()
  const place = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  useEffect(() => {
    const element = place.current
    if (!element || isFetching || isError) return
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && fetchNextPage(),
      { rootMargin: '400px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [isFetching, isError, fetchNextPage])
  if (!hasNextPage) return null
  return (
    <div ref={place}>
      <Button variant="subtle" size="xs" fullWidth loading={isFetching} onClick={fetchNextPage}>
        {t('ui.more')}
      </Button>
    </div>
  )
}

import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { keyOf, useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import {
  cancelDuplicateSearch,
  getDuplicateSearch,
  listDuplicates,
  startDuplicateSearch,
} from '../../duplicates/contract.ts'
import classes from './duplicates.module.css'

/** After so long without a sign of it, what was asked for is asked for again. */
const patienceMs = 60_000

/** How far the search is, and the way to begin or stop one. */
export const SearchBar = () => {
  const t = useText()
  const queries = useQueryClient()
  /** A search was asked for, and waits for its turn; what was there before. */
  const [asked, setAsked] = useState<{ finishedAt: string | null | undefined }>()
  const { data } = useRead(
    getDuplicateSearch,
    {},
    {
      refetchInterval: ({ state }) => (asked || state.data?.state === 'running' ? 1000 : 15_000),
    },
  )
  const start = useWrite(startDuplicateSearch, {
    invalidates: [getDuplicateSearch],
    onSuccess: () => setAsked({ finishedAt: data?.finishedAt }),
  })
  const cancel = useWrite(cancelDuplicateSearch, { invalidates: [getDuplicateSearch] })
  const finished = useRef(data?.finishedAt)
  useEffect(() => {
    if (data && finished.current !== data.finishedAt) {
      finished.current = data.finishedAt
      void queries.invalidateQueries({ queryKey: keyOf(listDuplicates) })
    }
  }, [data, queries])
  const isBegun = data?.state === 'running' || data?.finishedAt !== asked?.finishedAt
  useEffect(() => {
    if (!asked) return
    if (isBegun) return setAsked(undefined)
    const timer = setTimeout(() => setAsked(undefined), patienceMs)
    return () => clearTimeout(timer)
  }, [asked, isBegun])
  if (!data) return null
  const isRunning = data.state === 'running'
  const share = data.total > 0 ? Math.floor((100 * data.done) / data.total) : 0
  const say = () => {
    if (isRunning) {
      const searching = t('duplicates.searching', { share })
      return data.secondsLeft === null
        ? searching
        : `${searching} · ${t('duplicates.left', { minutes: Math.ceil(data.secondsLeft / 60) })}`
    }
    if (asked) return t('duplicates.begins')
    if (data.goesOn) return t('duplicates.stopped_at', { share })
    if (data.state === 'failed') return t('duplicates.failed')
    if (data.state === 'cancelled') return t('duplicates.stopped')
    return (
      data.finishedAt && (
        <>
          {t('duplicates.searched')} <TimeText ago at={data.finishedAt} />
        </>
      )
    )
  }
  return (
    <span className={classes.search}>
      <span className={classes.quiet} role="status">
        {say()}
      </span>
      {isRunning ? (
        <Button
          variant="default"
          size="xs"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({})}
        >
          {t('duplicates.stop')}
        </Button>
      ) : (
        <Button
          variant="default"
          size="xs"
          loading={start.isPending || asked !== undefined}
          onClick={() => start.mutate({})}
        >
          {t(data.goesOn ? 'duplicates.go_on' : 'duplicates.search')}
        </Button>
      )}
    </span>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../../foundation/browser/live.tsx'
import { keyOf, useRead } from '../../../foundation/browser/query.ts'
import { getSample } from '../contract.ts'

const lookMs = 700

/** The sample brand as it is now: looked at often while it changes. */
export const useSample = () =>
  useRead(
    getSample,
    {},
    {
      staleTime: 60_000,
      refetchInterval: ({ state: { data } }) =>
        data?.state === 'filling' || data?.state === 'removing' ? lookMs : false,
    },
  )

/** Whoever added or removed it: every list, count and customer held some of it. */
export const useSampleLive = () => {
  const queries = useQueryClient()
  useLive((kind) => {
    if (kind === 'sample.added') void queries.invalidateQueries({ queryKey: keyOf(getSample) })
    if (kind === 'sample.filled' || kind === 'sample.removed') void queries.invalidateQueries()
  })
}

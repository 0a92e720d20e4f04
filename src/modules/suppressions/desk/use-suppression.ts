import { useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../../foundation/browser/live.tsx'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { keyOf, useRead } from '../../../foundation/browser/query.ts'
import { listSuppressions } from '../contract.ts'

/** Reads the list again when an address joins or leaves it. */
export const useSuppressionsLive = () => {
  const queries = useQueryClient()
  useLive((kind) => {
    if (kind === 'address.suppressed' || kind === 'suppression.lifted')
      void queries.invalidateQueries({ queryKey: keyOf(listSuppressions) })
  })
}

/** Why nothing is sent to this address by this channel, if so. */
export const useSuppression = (channel: string, address: string | undefined) => {
  const mayRead = useCan('suppression.read')
  useSuppressionsLive()
  const { data } = useRead(
    listSuppressions,
    { channel, address: address ?? '', limit: 1 },
    { enabled: mayRead && !!address, staleTime: 30_000 },
  )
  return address ? data?.data[0] : undefined
}

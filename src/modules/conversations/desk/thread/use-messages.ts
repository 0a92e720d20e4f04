import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../../../../foundation/browser/client.ts'
import { listMessages } from '../../contract.ts'
import { messagesKey } from '../cache.ts'

/** The messages of a conversation in time order, the latest page first to be read. */
export const useMessages = (id: string) => {
  const query = useInfiniteQuery({
    queryKey: messagesKey(id),
    queryFn: ({ signal, pageParam }) =>
      call(
        listMessages,
        { id, limit: 50, ...(pageParam ? { before: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ previous }) => previous || undefined,
  })
  const pages = query.data?.pages
  const messages = useMemo(() => [...(pages ?? [])].reverse().flatMap(({ data }) => data), [pages])
  return { ...query, messages }
}

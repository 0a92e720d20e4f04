import {
  type QueryKey,
  type UseQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Endpoint, InputOf, OutputOf } from '../shared/endpoint.ts'
import { type CallError, call } from './client.ts'
import { useErrorToast } from './toasts.tsx'

/** Without input: the key of everything read from this endpoint. */
export const keyOf = <E extends Endpoint>(endpoint: E, input?: InputOf<E>): QueryKey => {
  const name = `${endpoint.method} ${endpoint.path}`
  return input === undefined ? [name] : [name, input]
}

type ReadOptions<E extends Endpoint> = Omit<
  UseQueryOptions<OutputOf<E>, CallError>,
  'queryKey' | 'queryFn'
>

export const readOptions = <E extends Endpoint>(endpoint: E, input: InputOf<E>) => ({
  queryKey: keyOf(endpoint, input),
  queryFn: ({ signal }: { signal: AbortSignal }) => call(endpoint, input, { signal }),
})

/** Reads an endpoint and keeps it; the cache key is `keyOf(endpoint, input)`. */
export const useRead = <E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  options?: ReadOptions<E>,
) => useQuery<OutputOf<E>, CallError>({ ...readOptions(endpoint, input), ...options })

type PageOf<E extends Endpoint> = OutputOf<E> extends { data: readonly (infer Row)[] } ? Row : never

/** Reads a list page by page; `rows` is all that has been read so far. The key begins as `useRead`'s, then 'pages'. */
export const useReadPages = <E extends Endpoint>(
  endpoint: E,
  input: Omit<InputOf<E>, 'after'>,
  options: { enabled?: boolean; refetchInterval?: number } = {},
) => {
  const query = useInfiniteQuery({
    queryKey: [...keyOf(endpoint, input as InputOf<E>), 'pages'],
    queryFn: ({ signal, pageParam }) =>
      call(endpoint, { ...input, ...(pageParam ? { after: pageParam } : {}) } as InputOf<E>, {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => (last as { next?: string | null }).next || undefined,
    ...options,
  })
  const pages = query.data?.pages
  const rows = useMemo(
    () => (pages ?? []).flatMap((page) => (page as { data: PageOf<E>[] }).data),
    [pages],
  )
  return { ...query, rows, error: query.error as CallError | null }
}

/**
 * Writes through an endpoint, then reads again what it `invalidates`.
 * Errors show as a toast unless `quiet` (a form that shows them itself).
 */
export const useWrite = <E extends Endpoint>(
  endpoint: E,
  {
    onSuccess,
    onError,
    invalidates = [],
    quiet = false,
  }: {
    onSuccess?: (output: OutputOf<E>, input: InputOf<E>) => unknown
    onError?: (error: CallError, input: InputOf<E>) => unknown
    invalidates?: readonly Endpoint[]
    quiet?: boolean
  } = {},
) => {
  const queries = useQueryClient()
  const showError = useErrorToast()
  return useMutation<OutputOf<E>, CallError, InputOf<E>>({
    mutationFn: (input) => call(endpoint, input),
    onSuccess: async (output, input) => {
      for (const one of invalidates) void queries.invalidateQueries({ queryKey: keyOf(one) })
      await onSuccess?.(output, input)
    },
    onError: (error, input) => {
      if (!quiet) showError(error)
      onError?.(error, input)
    },
  })
}

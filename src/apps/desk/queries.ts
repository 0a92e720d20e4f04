import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { CallError } from '../../foundation/browser/client.ts'

let onSignedOut = () => {}

/** What to do when the server no longer knows who is calling. */
export const whenSignedOut = (act: () => void) => {
  onSignedOut = act
}

const onError = (error: unknown) => {
  if (error instanceof CallError && error.code === 'auth.required') onSignedOut()
}

/** For the question at the door, where being signed out is an answer and no event. */
export const atDoor = { atDoor: true }

/** What the server refuses, it refuses again. */
const mayRetry = (failures: number, error: unknown) =>
  failures < 2 && error instanceof CallError && (error.status === 0 || error.status >= 500)

export const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (!query.meta?.atDoor) onError(error)
    },
  }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { staleTime: 15_000, retry: mayRetry },
    mutations: { networkMode: 'always' },
  },
})

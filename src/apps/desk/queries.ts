import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { CallError } from '../../foundation/browser/client.ts'

let onSignedOut = () => {}
let onEnrol = () => {}

/** What to do when the server no longer knows who is calling. */
export const whenSignedOut = (act: () => void) => {
  onSignedOut = act
}

/** What to do when the workspace asks for a second factor that whoever is here has yet to set up. */
export const whenEnrolling = (act: () => void) => {
  onEnrol = act
}

const onError = (error: unknown) => {
  if (!(error instanceof CallError)) return
  if (error.code === 'auth.required') onSignedOut()
  if (error.code === 'second_factor.enrol') onEnrol()
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

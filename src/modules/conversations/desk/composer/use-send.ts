import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { CallError, call } from '../../../../foundation/browser/client.ts'
import { keyOf } from '../../../../foundation/browser/query.ts'
import { addNote, getConversation, listMessages, reply } from '../../contract.ts'
import { showMessage } from '../cache.ts'
import { putBack } from './draft.ts'
import { currentOutbox, dropOutgoing, type Outgoing, putOutgoing } from './outbox.ts'

const firstWaitMs = 1_000
const longestWaitMs = 30_000

/** Being sent by this tab; the server takes the same client key once, whoever repeats it. */
const underWay = new Set<string>()

const isPassing = (error: unknown) =>
  error instanceof CallError && (error.status === 0 || error.status >= 500 || error.status === 429)

const handOver = (one: Outgoing) =>
  one.kind === 'note' ? call(addNote, one.input) : call(reply, one.input)

const rest = (ms: number) =>
  new Promise<void>((done) => {
    const wake = () => {
      clearTimeout(timer)
      removeEventListener('online', wake)
      done()
    }
    const timer = setTimeout(wake, ms)
    addEventListener('online', wake)
  })

/** Somebody wrote meanwhile and nothing was sent: the words go back, and the writer looks and decides. */
const askAgain = (queries: QueryClient, one: Outgoing, { facts }: CallError) => {
  const messageIds = Array.isArray(facts.messageIds) ? facts.messageIds.map(String) : []
  const resolve = one.kind === 'message' && one.input.resolve === true
  putBack(one, { messageIds, resolve })
  dropOutgoing(one.clientKey)
  // The stream may be what is behind.
  for (const read of [listMessages, getConversation])
    void queries.invalidateQueries({ queryKey: keyOf(read, { id: one.conversationId }) })
}

/** Sends what is written, again and again while only the way is broken, and once whatever happens. */
export const useSend = () => {
  const queries = useQueryClient()
  return useCallback(
    async (one: Outgoing) => {
      putOutgoing({ ...one, state: 'sending' })
      if (underWay.has(one.clientKey)) return
      underWay.add(one.clientKey)
      for (let wait = firstWaitMs; ; wait = Math.min(longestWaitMs, wait * 2)) {
        try {
          const message = await handOver(one)
          showMessage(queries, message)
          void queries.invalidateQueries({
            queryKey: keyOf(getConversation, { id: one.conversationId }),
          })
          dropOutgoing(one.clientKey)
          break
        } catch (error) {
          if (!isPassing(error)) {
            const code = error instanceof CallError ? error.code : 'unknown'
            if (code === 'conversation.moved') askAgain(queries, one, error as CallError)
            else if (code === 'message.withdrawn') dropOutgoing(one.clientKey)
            else putOutgoing({ ...one, state: 'failed', code })
            break
          }
          await rest(wait)
          // Taken back meanwhile.
          if (!currentOutbox().some(({ clientKey }) => clientKey === one.clientKey)) break
        }
      }
      underWay.delete(one.clientKey)
    },
    [queries],
  )
}

/** Goes on with what was on its way when the page was closed. */
export const useResumeSending = () => {
  const send = useSend()
  useEffect(() => {
    for (const one of currentOutbox()) if (one.state === 'sending') void send(one)
  }, [send])
}

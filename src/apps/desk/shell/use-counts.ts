import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLive } from '../../../foundation/browser/live.tsx'
import { keyOf, useRead } from '../../../foundation/browser/query.ts'
import { countConversations } from '../../../modules/conversations/contract.ts'

/** A busy desk hears many events a second; the figures need not follow each. */
const restMs = 1_500

/** How many conversations are open per view, kept current by the stream. */
export const useCounts = () => {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { data } = useRead(countConversations, {}, { staleTime: 60_000 })
  useLive((kind) => {
    if (!/^(conversation|message|thread)\./.test(kind)) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void queries.invalidateQueries({ queryKey: keyOf(countConversations) })
    }, restMs)
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return data
}

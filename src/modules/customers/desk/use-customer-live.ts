import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLive } from '../../../foundation/browser/live.tsx'
import { keyOf } from '../../../foundation/browser/query.ts'
import { listConversations } from '../../conversations/contract.ts'
import { getCustomer, listTimeline } from '../contract.ts'
import { getProfile, listCustomerFiles, listNotes } from '../profile/contract.ts'

/** What any module knows of them may be another's from here on. */
const changesWho = ['identifier.linked', 'customer.absorbed', 'customer.split', 'customer.unmerged']

/** Several events of one act arrive together. */
const settleMs = 400

/** Reads a customer again when something happened to them. */
export const useCustomerLive = (customerId: string) => {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const isWhole = useRef(false)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      // Nobody listens from here on: what is kept has to be read again.
      for (const one of [getCustomer, listTimeline, getProfile, listNotes, listCustomerFiles])
        void queries.invalidateQueries({ queryKey: keyOf(one), refetchType: 'none' })
    },
    [queries],
  )
  useLive((kind, body) => {
    if (body.customerId !== customerId) return
    clearTimeout(timer.current)
    isWhole.current ||= changesWho.includes(kind)
    timer.current = setTimeout(() => {
      if (isWhole.current) {
        isWhole.current = false
        return void queries.invalidateQueries()
      }
      void queries.invalidateQueries({ queryKey: keyOf(getCustomer, { id: customerId }) })
      for (const one of [getProfile, listNotes, listCustomerFiles])
        void queries.invalidateQueries({ queryKey: keyOf(one) })
      void queries.invalidateQueries({
        predicate: ({ queryKey: [name, input] }) =>
          (name === keyOf(listTimeline)[0] && (input as { id?: string })?.id === customerId) ||
          (name === keyOf(listConversations)[0] &&
            (input as { customerId?: string })?.customerId === customerId),
      })
    }, settleMs)
  })
}

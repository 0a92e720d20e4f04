import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLive } from '../../../foundation/browser/live.tsx'
import { keyOf } from '../../../foundation/browser/query.ts'
import {
  getOrder,
  getPurchases,
  listCarts,
  listClaims,
  listDeliveries,
  listOrders,
  listReturns,
} from '../contract.ts'

/** A busy shop tells of many at once; nobody reads faster than this. */
const pauseMs = 1000

const isOfOrders = (kind: string) => /^(order|delivery|return|warranty_claim|cart)\./.test(kind)

/** Reads orders again when something became of one: of this customer, else of anybody. */
export const useOrdersLive = (customerId?: string) => {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLive((kind, body) => {
    if (!isOfOrders(kind) || (customerId && body.customerId !== customerId)) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      for (const one of [
        listOrders,
        listCarts,
        listDeliveries,
        listReturns,
        listClaims,
        getOrder,
        getPurchases,
      ])
        void queries.invalidateQueries({ queryKey: keyOf(one) })
    }, pauseMs)
  })
}

import { newId } from '../../../foundation/server/uuid.ts'
import type { ItemInput, Owner } from './order-row.ts'
import type { Shape } from './rows.ts'
import { firstOf, type Said } from './steps.ts'

export type FollowupKind = 'delivery' | 'return' | 'claim'

/** A delivery, return or warranty claim; what is undefined says nothing. Amounts in minor units. */
export type FollowupInput = {
  source: string
  externalId: string
  /** The order's external id, of the same source; the order may come later. */
  orderExternalId?: string | null | undefined
  /** Whose it is, where no order is known: an order's customer counts more. */
  owner?: Owner | undefined
  carrier?: string | null | undefined
  trackingNumber?: string | null | undefined
  trackingUrl?: string | null | undefined
  expectedAt?: Date | null | undefined
  serialNumber?: string | null | undefined
  reason?: string | null | undefined
  items?: readonly ItemInput[] | undefined
  currency?: string | null | undefined
  amount?: number | null | undefined
  begunAt?: Date | undefined
  zone?: string | null | undefined
  /** A new one without any stands at the first of its kind. */
  states: readonly Said[]
  asOf?: Date | undefined
  trackedEventId?: string | undefined
  toldAt?: Date | undefined
}

export const followupShape = {
  id: 'uuid',
  kind: 'text',
  source: 'text',
  externalId: 'text',
  orderExternalId: 'text',
  orderId: 'uuid',
  customerId: 'uuid',
  identifierId: 'uuid',
  state: 'text',
  stateAt: 'timestamptz',
  carrier: 'text',
  trackingNumber: 'text',
  trackingUrl: 'text',
  expectedAt: 'timestamptz',
  serialNumber: 'text',
  reason: 'text',
  items: 'jsonb',
  currency: 'text',
  amount: 'bigint',
  begunAt: 'timestamptz',
  zone: 'text',
  asOf: 'timestamptz',
  createdAt: 'timestamptz',
  changedAt: 'timestamptz',
} satisfies Shape

export type FollowupRow = {
  id: string
  kind: string
  source: string
  externalId: string
  orderExternalId: string | null
  orderId: string | null
  customerId: string | null
  identifierId: string | null
  state: string
  stateAt: Date
  carrier: string | null
  trackingNumber: string | null
  trackingUrl: string | null
  expectedAt: Date | null
  serialNumber: string | null
  reason: string | null
  items: readonly ItemInput[]
  currency: string | null
  amount: number | null
  begunAt: Date
  zone: string | null
  asOf: Date
  createdAt: Date
  changedAt: Date
}

export const newFollowup = (kind: FollowupKind, input: FollowupInput, now: Date): FollowupRow => {
  const first = input.begunAt ?? input.states[0]?.at ?? input.asOf ?? now
  return {
    id: newId(),
    kind,
    source: input.source,
    externalId: input.externalId,
    orderExternalId: null,
    orderId: null,
    customerId: null,
    identifierId: null,
    state: firstOf(kind),
    stateAt: first,
    carrier: null,
    trackingNumber: null,
    trackingUrl: null,
    expectedAt: null,
    serialNumber: null,
    reason: null,
    items: [],
    currency: null,
    amount: null,
    begunAt: first,
    zone: null,
    asOf: new Date(0),
    createdAt: now,
    changedAt: now,
  }
}

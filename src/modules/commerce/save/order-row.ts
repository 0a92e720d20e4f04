import { createHash } from 'node:crypto'
import { newId } from '../../../foundation/server/uuid.ts'
import type { Shape } from './rows.ts'
import { furthest, makeStep, type Said, type Step, stepKey, updated } from './steps.ts'

/** Whose a row is: the customer, the identifier it came by, and a device of which it is not known yet whose it is. */
export type Owner = {
  customerId?: string | null | undefined
  identifierId?: string | null | undefined
  anonymousId?: string | null | undefined
}
export type ItemInput = {
  productId?: string | null | undefined
  sku?: string | null | undefined
  name?: string | undefined
  variant?: string | null | undefined
  quantity?: number | undefined
  /** Of one, and of all of them, in minor units. */
  price?: number | null | undefined
  total?: number | null | undefined
  url?: string | null | undefined
  imageUrl?: string | null | undefined
}
type Contact = Partial<Record<'name' | 'email' | 'phone' | 'address', string | null | undefined>>

/** Amounts are whole minor units of `currency`; what is undefined says nothing of it. */
export type OrderInput = {
  source: string
  externalId: string
  owner?: Owner | undefined
  /** Whether this owner takes the place of one that is there already. */
  ownerCounts?: boolean | undefined
  number?: string | undefined
  currency?: string | null | undefined
  total?: number | null | undefined
  subtotal?: number | null | undefined
  tax?: number | null | undefined
  shipping?: number | null | undefined
  discount?: number | null | undefined
  /** All refunds so far; a refund of its own is a state with an amount. */
  refunded?: number | undefined
  coupon?: string | null | undefined
  shop?: string | null | undefined
  url?: string | null | undefined
  contact?: Contact | null | undefined
  items?: readonly ItemInput[] | undefined
  placedAt?: Date | undefined
  zone?: string | null | undefined
  states: readonly Said[]
  /** When the sender said so; now by default. */
  asOf?: Date | undefined
  trackedEventId?: string | undefined
  /** The states came about by deliveries, which tell of themselves. */
  derived?: boolean | undefined
  /** When the log is to have been told; now by default. */
  toldAt?: Date | undefined
}

export const orderShape = {
  id: 'uuid',
  source: 'text',
  externalId: 'text',
  number: 'text',
  customerId: 'uuid',
  identifierId: 'uuid',
  anonymousId: 'text',
  state: 'text',
  stateAt: 'timestamptz',
  currency: 'text',
  total: 'bigint',
  subtotal: 'bigint',
  tax: 'bigint',
  shipping: 'bigint',
  discount: 'bigint',
  refunded: 'bigint',
  coupon: 'text',
  shop: 'text',
  url: 'text',
  contact: 'jsonb',
  itemCount: 'double precision',
  itemNames: 'text[]',
  itemsMark: 'text',
  placedAt: 'timestamptz',
  zone: 'text',
  asOf: 'timestamptz',
  createdAt: 'timestamptz',
  changedAt: 'timestamptz',
} satisfies Shape

export type OrderRow = {
  id: string
  source: string
  externalId: string
  number: string
  customerId: string | null
  identifierId: string | null
  anonymousId: string | null
  state: string
  stateAt: Date
  currency: string | null
  total: number | null
  subtotal: number | null
  tax: number | null
  shipping: number | null
  discount: number | null
  refunded: number
  coupon: string | null
  shop: string | null
  url: string | null
  contact: Contact | null
  itemCount: number
  itemNames: string[]
  itemsMark: string
  placedAt: Date
  zone: string | null
  asOf: Date
  createdAt: Date
  changedAt: Date
}

const namesKept = 3

export const newOrder = (input: OrderInput, now: Date): OrderRow => {
  const first = input.placedAt ?? input.states[0]?.at ?? input.asOf ?? now
  return {
    id: newId(),
    source: input.source,
    externalId: input.externalId,
    number: input.number ?? input.externalId,
    customerId: null,
    identifierId: null,
    anonymousId: null,
    state: 'placed',
    stateAt: first,
    currency: null,
    total: null,
    subtotal: null,
    tax: null,
    shipping: null,
    discount: null,
    refunded: 0,
    coupon: null,
    shop: null,
    url: null,
    contact: null,
    itemCount: 0,
    itemNames: [],
    itemsMark: '',
    placedAt: first,
    zone: null,
    // Nothing was said of it yet, so whatever is said first counts.
    asOf: new Date(0),
    createdAt: now,
    changedAt: now,
  }
}

/** A customer that is there already stays, unless this one counts; a person outweighs a device. */
export const ownedBy = <
  R extends Required<{ customerId: string | null; identifierId: string | null }>,
>(
  row: R,
  owner: Owner | undefined,
  counts: boolean,
): R =>
  owner?.customerId && (row.customerId === null || counts)
    ? { ...row, customerId: owner.customerId, identifierId: owner.identifierId ?? null }
    : row

export const describeItems = (items: readonly ItemInput[]) => ({
  itemCount: items.reduce((sum, { quantity = 1 }) => sum + quantity, 0),
  itemNames: items.flatMap(({ name }) => name || []).slice(0, namesKept),
  itemsMark: createHash('sha1').update(JSON.stringify(items)).digest('base64'),
})

/**
 * A refund by itself, where another way told the sum of all until then; or that sum, where the refunds told of themselves.
 */
const isToldOtherwise = (row: OrderRow, known: ReadonlySet<string>, said: Said) =>
  said.state === 'refunded' &&
  (said.key
    ? known.has(stepKey({ state: 'refunded' })) && said.at <= row.asOf
    : [...known].some((key) => key.startsWith('refunded ')))

/** The states that are new of those said, and what the order then stands at. */
export const comeTo = (row: OrderRow, before: readonly Step[], input: OrderInput) => {
  const known = new Set(before.map(stepKey))
  const fresh: Step[] = []
  let { refunded } = row
  for (const said of input.states) {
    if (known.has(stepKey(said)) || isToldOtherwise(row, known, said)) continue
    known.add(stepKey(said))
    const step = makeStep(
      {
        kind: 'order',
        subjectId: row.id,
        orderId: row.id,
        customerId: row.customerId,
        currency: row.currency,
        trackedEventId: input.trackedEventId ?? null,
        derived: input.derived ?? false,
      },
      said,
    )
    if (said.state === 'refunded' && input.refunded === undefined)
      refunded += said.amount ?? Math.max((row.total ?? 0) - refunded, 0)
    fresh.push(step)
  }
  if (row.total !== null) refunded = Math.min(refunded, Math.max(row.total, 0))
  const all = [...before, ...fresh]
  const isWhole = (step: Step) =>
    step.state !== 'refunded' || step.amount === null || row.total === null || refunded >= row.total
  const standing = all.filter((step) => step.state !== updated && isWhole(step))
  const at = standing.length > 0 ? furthest('order', standing) : undefined
  const placed = fresh.find(({ state }) => state === 'placed')
  return {
    fresh,
    row: {
      ...row,
      refunded,
      ...(at ? { state: at.state, stateAt: at.at } : {}),
      ...(placed && input.placedAt === undefined ? { placedAt: placed.at } : {}),
    },
  }
}

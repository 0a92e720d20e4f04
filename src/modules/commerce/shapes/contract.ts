import { z } from 'zod'
import { id, time } from '../../../foundation/shared/endpoint.ts'

/** In the order in which they come; a later one is never turned back by an earlier one that arrives late. */
export const orderStates = [
  'placed',
  'paid',
  'shipped',
  'delivered',
  'cancelled',
  'refunded',
] as const
export const deliveryStates = [
  'preparing',
  'shipped',
  'out-for-delivery',
  'failed',
  'delivered',
  'returned',
] as const
export const returnStates = [
  'requested',
  'approved',
  'received',
  'refunded',
  'rejected',
  'cancelled',
] as const
export const claimStates = ['opened', 'approved', 'repairing', 'resolved', 'rejected'] as const
/** What is not over: returns and warranty claims wait for the company, deliveries for the carrier. */
export const waitingStates = {
  delivery: ['preparing', 'shipped', 'out-for-delivery', 'failed'],
  return: ['requested', 'approved', 'received'],
  claim: ['opened', 'approved', 'repairing'],
} as const
export const cartStates = ['open', 'checkout', 'ordered', 'abandoned', 'emptied'] as const

export const externalId = z.string().trim().min(1).max(200)
/** The shop: with the external id it names a row. Tracked, imported and put, what names the same shop is one. */
export const source = z.string().regex(/^[\w.:-]{1,100}$/)
/** A whole number of the currency's minor unit: 1200 is ¥1,200 and $12.00. */
export const amount = z.number().int().min(-1e15).max(1e15)
export const currency = z.string().regex(/^[A-Z]{3}$/)
export const url = z.url({ protocol: /^https?$/ }).max(2000)
export const text = (most: number) => z.string().trim().max(most)

export const Item = z.object({
  productId: text(200).nullish(),
  sku: text(200).nullish(),
  name: text(500).default(''),
  variant: text(200).nullish(),
  quantity: z.number().min(0).max(1e9).default(1),
  price: amount.nullish(),
  total: amount.nullish(),
  url: url.nullish(),
  imageUrl: url.nullish(),
})
export const Contact = z.object({
  name: text(200).nullish(),
  email: text(320).nullish(),
  phone: text(50).nullish(),
  address: text(1000).nullish(),
})
const Customer = z.object({ id, name: z.string().nullable(), shown: z.string() })
export const nullable = <T extends z.ZodType>(type: T) => type.nullable()

export const Order = z.object({
  id,
  source: z.string(),
  externalId: z.string(),
  number: z.string(),
  customer: nullable(Customer),
  state: z.enum(orderStates),
  stateAt: time,
  currency: nullable(z.string()),
  total: nullable(z.number()),
  refunded: z.number(),
  itemCount: z.number(),
  /** The first three. */
  itemNames: z.array(z.string()),
  placedAt: time,
  /** Of the clock it was placed by, `Asia/Tokyo` or `+09:00`; null when the sender did not say. */
  zone: nullable(z.string()),
  changedAt: time,
})
export const Step = z.object({ state: z.string(), at: time, amount: nullable(z.number()) })
const followup = {
  id,
  source: z.string(),
  externalId: z.string(),
  orderId: nullable(id),
  orderNumber: nullable(z.string()),
  customer: nullable(Customer),
  stateAt: time,
  items: z.array(Item),
  begunAt: time,
  zone: nullable(z.string()),
  changedAt: time,
  steps: z.array(Step),
}
export const Delivery = z.object({
  ...followup,
  state: z.enum(deliveryStates),
  carrier: nullable(z.string()),
  trackingNumber: nullable(z.string()),
  trackingUrl: nullable(z.string()),
  expectedAt: time.nullable(),
})
export const Return = z.object({
  ...followup,
  state: z.enum(returnStates),
  reason: nullable(z.string()),
  currency: nullable(z.string()),
  amount: nullable(z.number()),
})
export const WarrantyClaim = z.object({
  ...followup,
  state: z.enum(claimStates),
  reason: nullable(z.string()),
  serialNumber: nullable(z.string()),
})
export const OrderDetail = Order.extend({
  subtotal: nullable(z.number()),
  tax: nullable(z.number()),
  shipping: nullable(z.number()),
  discount: nullable(z.number()),
  coupon: nullable(z.string()),
  shop: nullable(z.string()),
  url: nullable(z.string()),
  /** Whom it goes to; null for those who may not see addresses, and after an erasure. */
  contact: nullable(Contact),
  items: z.array(Item),
  steps: z.array(Step),
  deliveries: z.array(Delivery),
  returns: z.array(Return),
  warrantyClaims: z.array(WarrantyClaim),
})
export const Product = z.object({
  id,
  source: z.string(),
  externalId: z.string(),
  sku: nullable(z.string()),
  name: nullable(z.string()),
  brand: nullable(z.string()),
  category: nullable(z.string()),
  variant: nullable(z.string()),
  url: nullable(z.string()),
  imageUrl: nullable(z.string()),
  currency: nullable(z.string()),
  price: nullable(z.number()),
  changedAt: time,
})
export const Cart = z.object({
  id,
  source: z.string(),
  externalId: z.string(),
  customer: nullable(Customer),
  state: z.enum(cartStates),
  currency: nullable(z.string()),
  total: nullable(z.number()),
  items: z.array(Item),
  startedAt: time,
  lastAt: time,
  abandonedAt: time.nullable(),
  orderId: nullable(id),
})

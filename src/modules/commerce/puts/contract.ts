import { z } from 'zod'
import { id } from '../../../foundation/shared/endpoint.ts'
import {
  amount,
  Contact,
  claimStates,
  currency,
  deliveryStates,
  externalId,
  Item,
  orderStates,
  returnStates,
  source,
  text,
  url,
} from '../shapes/contract.ts'

/** With any offset; kept in UTC, the offset as the zone where none is given. */
const moment = z.iso.datetime({ offset: true })
const dayMs = 86_400_000
/** What has happened; a day more for clocks. One of next year would keep what is told until then from counting. */
const past = moment.refine((at) => Date.parse(at) < Date.now() + dayMs, {
  error: 'lies in the future',
})

/** Whose it is: one of ours, or by what the shop knows of the person. An address typed into a shop stays a claim. */
const whose = z
  .object({
    customerId: id.optional(),
    userId: text(200).min(1).optional(),
    email: z.email().max(320).optional(),
    name: text(200).optional(),
  })
  .optional()
const put = {
  externalId,
  /** The shop; the workspace's own by default. */
  source: source.optional(),
  customer: whose,
  zone: text(60).nullish(),
  /** When the shop last changed it; what is older than what stands here does not overwrite it. Now by default. */
  updatedAt: past.optional(),
  stateAt: past.optional(),
}
export const PutOrder = z.object({
  ...put,
  number: text(200).min(1).optional(),
  state: z.enum(orderStates).optional(),
  placedAt: past.optional(),
  currency: currency.nullish(),
  total: amount.nullish(),
  subtotal: amount.nullish(),
  tax: amount.nullish(),
  shipping: amount.nullish(),
  discount: amount.nullish(),
  refunded: amount.min(0).optional(),
  coupon: text(100).nullish(),
  shop: text(200).nullish(),
  url: url.nullish(),
  contact: Contact.nullish(),
  items: z.array(Item).max(500).optional(),
})
const putFollowup = {
  ...put,
  /** The order's external id, of the same source; the order may come later. */
  orderExternalId: externalId.nullish(),
  begunAt: past.optional(),
  items: z.array(Item).max(500).optional(),
}
export const PutDelivery = z.object({
  ...putFollowup,
  state: z.enum(deliveryStates).optional(),
  carrier: text(100).nullish(),
  trackingNumber: text(200).nullish(),
  trackingUrl: url.nullish(),
  expectedAt: moment.nullish(),
})
export const PutReturn = z.object({
  ...putFollowup,
  state: z.enum(returnStates).optional(),
  reason: text(2000).nullish(),
  currency: currency.nullish(),
  amount: amount.nullish(),
})
export const PutWarrantyClaim = z.object({
  ...putFollowup,
  state: z.enum(claimStates).optional(),
  reason: text(2000).nullish(),
  serialNumber: text(200).nullish(),
})
export const PutProduct = z.object({
  externalId,
  source: source.optional(),
  sku: text(200).nullish(),
  name: text(500).nullish(),
  brand: text(200).nullish(),
  category: text(500).nullish(),
  variant: text(200).nullish(),
  url: url.nullish(),
  imageUrl: url.nullish(),
  currency: currency.nullish(),
  price: amount.nullish(),
  updatedAt: past.optional(),
})

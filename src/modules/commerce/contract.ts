import { z } from 'zod'
import { endpoint, id, page, pageInput, time } from '../../foundation/shared/endpoint.ts'
import { PutDelivery, PutOrder, PutProduct, PutReturn, PutWarrantyClaim } from './puts/contract.ts'
import {
  Cart,
  cartStates,
  claimStates,
  currency,
  Delivery,
  deliveryStates,
  externalId,
  nullable,
  Order,
  OrderDetail,
  orderStates,
  Product,
  Return,
  returnStates,
  source,
  text,
  WarrantyClaim,
} from './shapes/contract.ts'

const most = 500
/** Each row by itself: one that is wrong says so and holds up no other. */
const rows = z.object({ rows: z.array(z.record(z.string(), z.unknown())).min(1).max(most) })
const outcomes = z.object({
  results: z.array(
    z.object({
      index: z.number(),
      externalId: nullable(z.string()),
      outcome: z.enum(['created', 'updated', 'unchanged', 'refused']),
      id: id.nullable(),
      /** Why it was refused: each field with what is wrong. */
      problems: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  ),
})
const period = { from: time.optional(), to: time.optional() }
/** By numbers, or whose it is. */
const narrowed = {
  customerId: id.optional(),
  source: source.optional(),
  search: text(200).optional(),
  orderId: id.optional(),
  ...period,
  ...pageInput,
}
const read = 'order.read'
const write = 'order.write'
const base = '/api/v1'

export const listOrders = endpoint({
  method: 'GET',
  path: `${base}/orders`,
  allow: read,
  summary:
    'Orders, last placed first; by customer, state, source, time placed, product, or by a search in numbers and customers',
  input: z.object({
    customerId: id.optional(),
    state: z.enum(orderStates).optional(),
    source: source.optional(),
    productId: text(200).optional(),
    currency: currency.optional(),
    /** What the sums of money count: neither cancelled nor without an amount. */
    counted: z.stringbool().optional(),
    /** Of which something was paid back. */
    refunded: z.stringbool().optional(),
    search: text(200).optional(),
    ...period,
    ...pageInput,
  }),
  output: page(Order),
})
export const getOrder = endpoint({
  method: 'GET',
  path: `${base}/orders/:id`,
  allow: read,
  summary: 'One order with items, states and what followed it. Errors: `order.missing`',
  input: z.object({ id }),
  output: OrderDetail,
})
/** What a customer bought, in figures; each opens to its orders. */
export const getPurchases = endpoint({
  method: 'GET',
  path: `${base}/customers/:id/purchases`,
  allow: read,
  summary:
    'What a customer bought: orders, sums per currency, average, first and last; deliveries, returns, warranty claims',
  input: z.object({ id }),
  output: z.object({
    orders: z.number(),
    cancelled: z.number(),
    firstAt: time.nullable(),
    lastAt: time.nullable(),
    deliveries: z.number(),
    returns: z.number(),
    warrantyClaims: z.number(),
    /** `spent` is the totals of orders that are not cancelled, less refunds; `average` of that per order. */
    sums: z.array(
      z.object({
        currency: z.string(),
        orders: z.number(),
        spent: z.number(),
        average: z.number(),
        refunded: z.number(),
      }),
    ),
    openReturns: z.number(),
    openClaims: z.number(),
    /** Those that still hold something: open, at the checkout, or abandoned. */
    openCarts: z.number(),
  }),
})
export const listCarts = endpoint({
  method: 'GET',
  path: `${base}/carts`,
  allow: read,
  summary:
    'Carts, last touched first; by customer, state, source, time, or by a search in customers',
  input: z.object({
    customerId: id.optional(),
    source: source.optional(),
    state: z.enum(cartStates).optional(),
    /** Those that still hold something: open, at the checkout, or abandoned. */
    waiting: z.stringbool().optional(),
    search: text(200).optional(),
    ...period,
    ...pageInput,
  }),
  output: page(Cart),
})
/** One without a name has the source's id, and is called as the source. */
export const listShops = endpoint({
  method: 'GET',
  path: `${base}/shops`,
  allow: read,
  summary:
    'The shops that there are orders, carts, deliveries, returns or claims of: `source`, and what it is called',
  input: z.object({}),
  output: z.object({ data: z.array(z.object({ name: z.string(), title: z.string() })) }),
})
export const listProducts = endpoint({
  method: 'GET',
  path: `${base}/products`,
  allow: read,
  summary: 'Products, last changed first; by external id, SKU or source',
  input: z.object({
    externalId: externalId.optional(),
    sku: text(200).optional(),
    source: source.optional(),
    ...pageInput,
  }),
  output: page(Product),
})
const writes = <P extends z.ZodType>(name: string, singular: string, input: P) => ({
  put: endpoint({
    method: 'PUT',
    path: `${base}/${name}/:externalId`,
    allow: write,
    summary: `Creates or updates ${singular} by source and external id; a repeat changes nothing`,
    input,
    output: outcomes.shape.results.element,
  }),
  bulk: endpoint({
    method: 'POST',
    path: `${base}/${name}/bulk`,
    allow: write,
    summary: `Up to ${most} at once, each as ${singular}'s PUT with its \`externalId\`; a result for every row`,
    input: rows,
    output: outcomes,
  }),
})
export const ordersIn = writes('orders', 'an order', PutOrder)
export const productsIn = writes('products', 'a product', PutProduct)
export const deliveriesIn = writes('deliveries', 'a delivery', PutDelivery)
export const returnsIn = writes('returns', 'a return', PutReturn)
export const claimsIn = writes('warranty-claims', 'a warranty claim', PutWarrantyClaim)

const lists = <R extends z.ZodType, S extends z.ZodType>(
  name: string,
  what: string,
  row: R,
  state: S,
) =>
  endpoint({
    method: 'GET',
    path: `${base}/${name}`,
    allow: read,
    summary: `${what}, last begun first; by customer, order, state, source and time, or by a search in numbers and customers`,
    input: z.object({
      state: state.optional(),
      /** Those that still wait for the company; of deliveries, those that are not there yet. */
      waiting: z.stringbool().optional(),
      ...narrowed,
    }),
    output: page(row),
  })
export const listDeliveries = lists('deliveries', 'Deliveries', Delivery, z.enum(deliveryStates))
export const listReturns = lists('returns', 'Returns', Return, z.enum(returnStates))
export const listClaims = lists(
  'warranty-claims',
  'Warranty claims',
  WarrantyClaim,
  z.enum(claimStates),
)

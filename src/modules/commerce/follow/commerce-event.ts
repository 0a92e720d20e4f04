/** An event of a shop, as tracking took it; `properties` are the sender's and may be anything. */
export type CommerceEvent = {
  id: string
  name: string
  at: Date
  receivedAt: Date
  /** The shop that its source speaks for. */
  shop: string
  anonymousId: string | null
  userId: string | null
  email: string | null
  /** Of the sender's clock. */
  zone: string | null
  properties: Record<string, unknown>
  /** Whose it is, as far as is known. */
  customerId: string | undefined
}

type Meaning =
  | { of: 'product' }
  | { of: 'cart'; does: 'add' | 'remove' | 'show' | 'checkout' }
  | { of: 'order'; state?: string; whole: boolean }
  | { of: 'delivery' | 'return' | 'claim'; state?: string }

const followups = {
  delivery: {
    preparing: ['Order Processed'],
    shipped: ['Order Shipped', 'Order Fulfilled', 'Shipment Created', 'Fulfillment Created'],
    'out-for-delivery': ['Order Out for Delivery', 'Out for Delivery'],
    failed: ['Delivery Failed', 'Delivery Attempted'],
    delivered: ['Order Delivered', 'Delivery Completed'],
  },
  return: {
    requested: ['Return Requested', 'Return Created', 'Order Return Requested'],
    approved: ['Return Approved'],
    received: ['Return Received', 'Order Returned', 'Product Returned'],
    refunded: ['Return Refunded', 'Return Completed'],
    rejected: ['Return Rejected', 'Return Declined'],
    cancelled: ['Return Cancelled'],
  },
  claim: {
    opened: ['Warranty Claim Opened', 'Warranty Claim Submitted', 'Warranty Claim Created'],
    approved: ['Warranty Claim Approved'],
    repairing: ['Warranty Repair Started'],
    resolved: ['Warranty Claim Resolved', 'Warranty Claim Closed', 'Warranty Repair Completed'],
    rejected: ['Warranty Claim Rejected', 'Warranty Claim Declined'],
  },
} as const

/**
 * Names from Segment's e-commerce specification, and those in use for what it leaves open: payment, delivery, returns,
 * warranty. `whole` tells all of an order, not only what became of it.
 */
export const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...['Product List Viewed', 'Product Clicked', 'Product Viewed'].map((name): [string, Meaning] => [
    name,
    { of: 'product' },
  ]),
  ['Product Added', { of: 'cart', does: 'add' }],
  ['Product Removed', { of: 'cart', does: 'remove' }],
  ['Cart Viewed', { of: 'cart', does: 'show' }],
  ['Cart Updated', { of: 'cart', does: 'show' }],
  ['Checkout Started', { of: 'cart', does: 'checkout' }],
  ['Order Completed', { of: 'order', state: 'placed', whole: true }],
  ['Order Placed', { of: 'order', state: 'placed', whole: true }],
  ['Order Updated', { of: 'order', whole: true }],
  ['Order Paid', { of: 'order', state: 'paid', whole: false }],
  ['Order Cancelled', { of: 'order', state: 'cancelled', whole: false }],
  ['Order Canceled', { of: 'order', state: 'cancelled', whole: false }],
  ['Order Refunded', { of: 'order', state: 'refunded', whole: false }],
  ...Object.entries(followups).flatMap(([of, states]) =>
    Object.entries(states).flatMap(([state, names]: [string, readonly string[]]) =>
      names.map((name): [string, Meaning] => [name, { of, state } as Meaning]),
    ),
  ),
])

export const commerceEvents: readonly string[] = [...meanings.keys()]

/** Whether it matters whose it is: a shop's list of products is nobody's. */
export const isOwned = (name: string) => {
  const meaning = meanings.get(name)
  return meaning !== undefined && meaning.of !== 'product'
}

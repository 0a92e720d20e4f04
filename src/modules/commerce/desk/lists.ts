/** The lists of the desk that orders have: where each is, and of what kind its states are. */
export const lists = {
  orders: { path: '/orders', kind: 'order', waits: false },
  carts: { path: '/orders/carts', kind: 'cart', waits: true },
  deliveries: { path: '/orders/deliveries', kind: 'delivery', waits: true },
  returns: { path: '/orders/returns', kind: 'return', waits: true },
  claims: { path: '/orders/claims', kind: 'claim', waits: true },
} as const
export type ListName = keyof typeof lists

import type { Module } from '../../foundation/server/module.ts'

export const commerceModule: Module = {
  name: 'commerce',
  tables: ['product', 'customer_order', 'order_item', 'cart', 'order_followup', 'order_step'],
  permissions: {
    'order.read': ['admin', 'agent', 'viewer'],
    'order.write': ['admin', 'agent'],
  },
}

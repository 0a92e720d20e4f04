import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import * as contract from './contract.ts'
import { getCustomer, listCustomers, listTimeline } from './queries.ts'
import { addTimelineSource } from './timeline.ts'
import { listChanges } from './timeline-changes.ts'
import { updateCustomer } from './update-customer.ts'

addTimelineSource(listChanges)

export const customersModule: Module = {
  name: 'customers',
  tables: ['customer', 'identifier', 'identifier_link', 'customer_label'],
  routes: [
    route(contract.listCustomers, listCustomers),
    route(contract.getCustomer, getCustomer),
    route(contract.updateCustomer, updateCustomer),
    route(contract.listTimeline, listTimeline),
  ],
  permissions: {
    'customer.read': ['admin', 'agent', 'viewer', 'partner'],
    /** Sees addresses and telephone numbers. */
    'customer.contact': ['admin', 'agent', 'viewer'],
    'customer.update': ['admin', 'agent'],
  },
}

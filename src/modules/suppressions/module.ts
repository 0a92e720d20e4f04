import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import * as contract from './contract.ts'
import { listSuppressions } from './queries.ts'
import { liftSuppression } from './suppress.ts'

export const suppressionsModule: Module = {
  name: 'suppressions',
  tables: ['suppression'],
  routes: [
    route(contract.listSuppressions, listSuppressions),
    route(contract.liftSuppression, liftSuppression),
  ],
  permissions: {
    'suppression.read': ['admin', 'agent', 'viewer'],
    'suppression.lift': ['admin', 'agent'],
  },
}

import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import * as contract from './contract.ts'
import { listActions } from './list-actions.ts'
import { runAction } from './run-action.ts'

export const actionsModule: Module = {
  name: 'actions',
  tables: [],
  routes: [route(contract.listActions, listActions), route(contract.runAction, runAction)],
}

import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import * as contract from './contract.ts'
import { testLive } from './test-live.ts'

export const liveTestModule: Module = {
  name: 'live-test',
  tables: [],
  routes: [route(contract.testLive, testLive, { outsideTransaction: true })],
}

import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import * as contract from './contract.ts'
import { listReports, openReport, runReport } from './queries.ts'

export const reportsModule: Module = {
  name: 'reports',
  tables: [],
  permissions: { 'report.read': ['admin', 'agent', 'viewer'] },
  routes: [
    route(contract.listReports, listReports),
    route(contract.runReport, runReport),
    route(contract.openReport, openReport),
  ],
}

import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { addRetention } from '../../foundation/server/retention.ts'
import * as contract from './contract.ts'
import { exportAudit } from './export-audit.ts'
import { listAudit } from './list-audit.ts'
import { auditRetention } from './retention.ts'

addRetention(auditRetention)

/** Reads what every module writes through `audit`. */
export const auditModule: Module = {
  name: 'audit',
  tables: ['audit_entry'],
  routes: [route(contract.listAudit, listAudit), route(contract.exportAudit, exportAudit)],
  permissions: { 'audit.read': ['admin'] },
}

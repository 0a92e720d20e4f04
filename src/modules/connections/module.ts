import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { registerMailer } from '../members/index.ts'
import { createConnection, removeConnection, updateConnection } from './commands.ts'
import * as contract from './contract.ts'
import { markUnreadable } from './mark-unreadable.ts'
import { downloadQuarantined, removeQuarantined, retryQuarantined } from './quarantine.ts'
import {
  getConnection,
  getCounts,
  listChannels,
  listConnections,
  listQuarantine,
} from './queries.ts'
import { sweepReceipts } from './receipt-job.ts'
import { listReconciliations, reconcileConnection, startReconciliation } from './reconcile.ts'
import { reconcileDaily } from './reconcile-daily.ts'
import * as sender from './sender/contract.ts'
import { checkSenderDns, findPublishedKeys } from './sender/sender-dns.ts'
import { listSigningKeys, makeSigningKey, removeSigningKey } from './sender/signing-keys.ts'
import { mailAsProduct, sendSystemMail } from './system-mail.ts'
import { keepTallies } from './tallies.ts'
import { trySettings } from './try-settings.ts'
import { watchConnections } from './watch-connections.ts'
import { watchStalls } from './watch-stalls.ts'

registerMailer(mailAsProduct)

export const connectionsModule: Module = {
  name: 'connections',
  tables: [
    'connection',
    'connection_tally',
    'connection_circuit',
    'connection_token',
    'connection_signing_key',
    'receipt',
    'receipt_repeat',
    'reconciliation',
  ],
  routes: [
    route(contract.listChannels, listChannels),
    route(contract.listConnections, listConnections),
    route(contract.getConnection, getConnection),
    route(contract.createConnection, createConnection),
    route(contract.updateConnection, updateConnection),
    route(contract.removeConnection, removeConnection),
    route(contract.testConnection, trySettings, { outsideTransaction: true }),
    route(contract.getConnectionCounts, getCounts),
    route(contract.listQuarantine, listQuarantine),
    route(contract.retryQuarantined, retryQuarantined),
    route(contract.removeQuarantined, removeQuarantined),
    route(contract.downloadQuarantined, downloadQuarantined),
    route(contract.listReconciliations, listReconciliations),
    route(contract.startReconciliation, startReconciliation),
    route(sender.listSigningKeys, listSigningKeys),
    route(sender.makeSigningKey, makeSigningKey, { outsideTransaction: true }),
    route(sender.removeSigningKey, removeSigningKey),
    route(sender.checkSenderDns, checkSenderDns, { outsideTransaction: true }),
  ],
  jobs: [sendSystemMail, reconcileConnection],
  loops: [
    watchConnections,
    watchStalls,
    sweepReceipts,
    reconcileDaily,
    keepTallies,
    findPublishedKeys,
  ],
  restored: markUnreadable,
  permissions: {
    'connection.read': ['admin', 'agent', 'viewer'],
    'connection.manage': ['admin'],
  },
}

import { systemContext } from '../../../foundation/server/context.ts'
import { defineJob } from '../../../foundation/server/jobs/jobs.ts'
import type { Services } from '../../../foundation/server/services.ts'
import {
  beginReceipts,
  connectionOfReceipt,
  enqueueReceipts,
  nextReceiptAt,
  openConnection,
} from '../../connections/index.ts'
import { workReceipts } from './work-receipts.ts'

/** Used together in one transaction while many wait; locks are held no longer than that takes. */
const mostTogether = 25
/** Then others who wait for a worker get their turn. */
const longestMs = 20_000

type Payload = { workspaceId: string; connectionId?: string; receiptId?: string }

/** Turns the stored raw input of a connection into messages, in the order it came, until none waits. */
export const processReceipt = defineJob<{ connectionId?: string; receiptId?: string }>({
  name: 'process-receipt',
  run: async (payload, { services, signal }) => {
    const { workspaceId } = payload
    const fresh = () => systemContext(services, workspaceId, 'process-receipt')
    const connectionId = await connectionOf(services, payload)
    if (!connectionId) return
    const connection = await openConnection(fresh(), connectionId, true)
    const end = Date.now() + longestMs
    while (Date.now() < end && !signal.aborted) {
      const receipts = await beginReceipts(fresh(), connectionId, mostTogether)
      if (receipts.length === 0) break
      await workReceipts(fresh, connection, receipts)
    }
    const next = await nextReceiptAt(fresh(), connectionId)
    if (next) await enqueueReceipts(fresh(), connectionId, next)
  },
})

/** Jobs of an earlier version name the receipt. */
const connectionOf = (
  services: Services,
  { workspaceId, connectionId, receiptId = '' }: Payload,
): string | undefined | Promise<string | undefined> =>
  connectionId ??
  connectionOfReceipt(systemContext(services, workspaceId, 'process-receipt'), receiptId)

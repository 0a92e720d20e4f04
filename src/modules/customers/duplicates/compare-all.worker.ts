/** A thread of its own: minutes of work must not keep the server from answering. Says whether it was stopped. */
import { parentPort, workerData } from 'node:worker_threads'
import { connectDatabase } from '../../../foundation/server/database/connect.ts'
import { createLog } from '../../../foundation/server/log.ts'
import { compareAll } from './compare-all.ts'
import type { ApartInput } from './compare-apart.ts'
import { createBeat } from './progress.ts'
import { clear } from './store-crowd.ts'

const { databaseUrl, logLevel, workspaceId, scheme, anew } = workerData as ApartInput
const { db, close } = connectDatabase(databaseUrl, createLog(logLevel), 3)
const rows = { db, workspaceId }
const beat = createBeat(rows)
try {
  const stopped = (anew && (await clear(rows, beat))) || (await compareAll(rows, scheme, beat))
  parentPort!.postMessage(stopped)
} finally {
  await close()
}

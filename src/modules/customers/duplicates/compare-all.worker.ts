/** A thread of its own: minutes of work must not keep the server from answering. Says whether it was stopped. */
import { parentPort, workerData } from 'node:worker_threads'
import { connectDatabase } from '../../../foundation/server/database/connect.ts'
import { createLog } from '../../../foundation/server/log.ts'
import { compareAll } from './compare-all.ts'
import type { ApartInput } from './compare-apart.ts'
import { createBeat } from './progress.ts'
import { clear } from './store-crowd.ts'

const { databaseUrl, logLevel, workspaceId, scheme, anew, run } = workerData as ApartInput
const { db, close } = connectDatabase(databaseUrl, createLog(logLevel), 3)
const rows = { db, workspaceId }
const { resume, ...clearing } = run
try {
  // Before all is cleared there is nothing to go on from.
  const stopped =
    (anew && (await clear(rows, createBeat(rows, clearing)))) ||
    (await compareAll(rows, scheme, resume, createBeat(rows, run)))
  parentPort!.postMessage(stopped)
} finally {
  await close()
}

import type pg from 'pg'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { tellSaved } from '../saved.ts'
import type { EventRow } from './read-event.ts'
import { type Batch, save } from './save.ts'

type Waiting = Batch & { bytes: number; done: () => void; failed: (error: unknown) => void }

/** Few enough to leave the desk its connections; two keep a small database busy. */
const lanes = 2
const groupEvents = 1000
const groupBytes = 2 * 1024 * 1024
const waitingBytes = 64 * 1024 * 1024

const lengthOf = ({ properties, traits = '', context }: EventRow) =>
  400 + properties.length + traits.length + context.length

/**
 * Writes batches, those that wait together in one statement: a thousand browsers with one event each cost little more
 * than one server with a thousand. `add` resolves after the commit. Errors: `tracking.overloaded` when more waits than
 * memory should hold.
 */
export const createWriter = (pool: pg.Pool) => {
  const waiting: Waiting[] = []
  let bytesWaiting = 0
  let running = 0

  const takeGroup = () => {
    let events = 0
    let bytes = 0
    let count = 0
    for (const one of waiting) {
      events += one.ready.length + one.refused.length
      bytes += one.bytes
      if (count > 0 && (events > groupEvents || bytes > groupBytes)) break
      count += 1
    }
    return waiting.splice(0, count)
  }

  const writeGroup = async (group: Waiting[]) => {
    try {
      const ready = group.flatMap((one) => one.ready)
      const refused = group.flatMap((one) => one.refused)
      await save(pool, { ready, refused }, Date.now())
      for (const one of group) one.done()
      tellSaved()
    } catch (error) {
      for (const one of group) one.failed(error)
    }
    for (const one of group) bytesWaiting -= one.bytes
    running -= 1
    pump()
  }

  const pump = () => {
    while (running < lanes && waiting.length > 0) {
      running += 1
      void writeGroup(takeGroup())
    }
  }

  return {
    add: (batch: Batch): Promise<void> => {
      const bytes =
        batch.ready.reduce((sum, { row }) => sum + lengthOf(row), 0) + batch.refused.length * 1000
      if (bytesWaiting + bytes > waitingBytes) {
        return Promise.reject(new AppError('unavailable', 'tracking.overloaded', { retryAfter: 5 }))
      }
      bytesWaiting += bytes
      return new Promise((done, failed) => {
        waiting.push({ ...batch, bytes, done, failed })
        pump()
      })
    },
  }
}

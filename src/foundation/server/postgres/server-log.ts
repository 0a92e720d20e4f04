import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import type { Paths } from './paths.ts'

const LIMIT = 5_000_000

/** Copies a full log to `postgres.log.1` and empties it; the server appends, so it goes on at the new beginning. */
export const boundLog = ({ log }: Paths) => {
  if (sizeOf(log) <= LIMIT) return
  copyFileSync(log, `${log}.1`)
  truncateSync(log)
}

export const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** What the server wrote since `from` (bytes), its last 16 kB at most. */
export const readSince = ({ log }: Paths, from: number) => {
  const start = Math.max(from, sizeOf(log) - 16_000)
  const file = openSync(log, 'r')
  try {
    const buffer = Buffer.alloc(16_000)
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, start))
  } finally {
    closeSync(file)
  }
}

import type { Context } from '../../foundation/server/context.ts'
import { type StoredFile, storeFile } from './index.ts'
import { scanNow } from './scan/scan-files.ts'
import { refuseUnsafe } from './scan/scans.ts'

/** Whoever uploads waits so long for the scanner; then it is scanned behind their back. */
const waitMs = 10_000

/** What a person uploads: stored, and refused at once where it can be told that it is harmful. Errors: `file.infected`. */
export const takeUpload = async (
  ctx: Context,
  file: { name: string; type: string; bytes: Uint8Array },
): Promise<StoredFile> => {
  const stored = await storeFile(ctx, file, { scan: true })
  // Inside somebody's transaction the file is nobody else's to see yet.
  if (stored.scan !== 'waiting' || ctx.db.isTransaction) return stored
  const found = await scanNow(ctx, stored.id, waitMs)
  if (found.scan === 'infected') refuseUnsafe(found)
  return { ...stored, ...found }
}

import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { visibleFiles } from '../members/index.ts'
import { type Scan, scanOf, waitForScan } from './scan/scans.ts'
import { sniffType } from './sniff-type.ts'

export { forgetUnusedFiles, removeBytes } from './forget-files.ts'
export { refuseUnsafeBytes } from './scan/scan-bytes.ts'
export { onScanned } from './scan/scan-files.ts'
export { refuseUnsafe } from './scan/scans.ts'
export { sendFile } from './send-file.ts'
export { isSafePicture, sniffType } from './sniff-type.ts'
export { takeUpload } from './take-upload.ts'

export type StoredFile = {
  id: string
  name: string
  type: string
  bytes: number
  sha256: string
} & Scan

const cleanName = (name: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  name.replace(/[\u0000-\u001f\u007f/\\]/g, '_').slice(0, 255) || 'file'

/** Writes bytes durably, then the row in the caller's transaction. The type is what the bytes say where they say it. */
export const storeFile = async (
  ctx: Context,
  file: { name: string; type: string; bytes: Uint8Array },
  options: { scan?: boolean } = {},
): Promise<StoredFile> => {
  const [stored] = await storeFiles(ctx, [file], options)
  return stored!
}

/**
 * Several at once: their bytes are written side by side, their rows by one statement. With `scan`, what somebody sent:
 * nobody gets it before a virus scanner looked, where there is one.
 */
export const storeFiles = async (
  ctx: Context,
  files: readonly { name: string; type: string; bytes: Uint8Array }[],
  { scan = false } = {},
): Promise<StoredFile[]> => {
  if (files.length === 0) return []
  const stored = await Promise.all(
    files.map(async ({ name, type, bytes }) => ({
      id: newId(),
      name: cleanName(name),
      type: sniffType(bytes, type),
      ...(await ctx.services.files.write(bytes)),
    })),
  )
  const isWaiting = await inTransaction(ctx, async (ctx) => {
    await ctx.db
      .insertInto('file')
      .values(
        stored.map((file) => ({
          workspace_id: ctx.workspaceId,
          uploaded_by: `${ctx.actor.type}:${ctx.actor.id}`,
          created_at: ctx.now,
          ...file,
        })),
      )
      .execute()
    return (
      scan &&
      waitForScan(
        ctx,
        stored.map(({ id }) => id),
      )
    )
  })
  return stored.map((file) => ({ ...file, scan: isWaiting ? 'waiting' : null, finding: null }))
}

/** In the order of `ids`, of what this actor may see; with `own`, only what they uploaded. Errors: `file.missing`. */
export const requireFiles = async (
  ctx: Context,
  ids: readonly string[],
  { own = false } = {},
): Promise<StoredFile[]> => {
  if (ids.length === 0) return []
  const rows = await ctx.db
    .selectFrom('file')
    .select(['id', 'name', 'type', 'bytes', 'sha256'])
    .select([scanOf('state').as('scan'), scanOf('finding').as('finding')])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', 'in', [...ids])
    .where(visibleFiles(ctx))
    .$if(own, (query) => query.where('uploaded_by', '=', `${ctx.actor.type}:${ctx.actor.id}`))
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const file = byId.get(id)
    if (!file) throw new AppError('invalid', 'file.missing')
    return { ...file, scan: file.scan as Scan['scan'] }
  })
}

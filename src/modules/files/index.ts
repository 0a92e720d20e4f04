import type { Context } from '../../foundation/server/context.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { visibleFiles } from '../members/index.ts'
import { sniffType } from './sniff-type.ts'

export { forgetUnusedFiles } from './forget-files.ts'
export { sendFile } from './send-file.ts'
export { isSafePicture, sniffType } from './sniff-type.ts'

export type StoredFile = { id: string; name: string; type: string; bytes: number; sha256: string }

const cleanName = (name: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  name.replace(/[\u0000-\u001f\u007f/\\]/g, '_').slice(0, 255) || 'file'

/** Writes bytes durably, then the row in the caller's transaction. The type is what the bytes say where they say it. */
export const storeFile = async (
  ctx: Context,
  file: { name: string; type: string; bytes: Uint8Array },
): Promise<StoredFile> => {
  const [stored] = await storeFiles(ctx, [file])
  return stored!
}

/** Several at once: their bytes are written side by side, their rows by one statement. */
export const storeFiles = async (
  ctx: Context,
  files: readonly { name: string; type: string; bytes: Uint8Array }[],
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
  return stored
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
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', 'in', [...ids])
    .where(visibleFiles(ctx))
    .$if(own, (query) => query.where('uploaded_by', '=', `${ctx.actor.type}:${ctx.actor.id}`))
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const file = byId.get(id)
    if (!file) throw new AppError('invalid', 'file.missing')
    return file
  })
}

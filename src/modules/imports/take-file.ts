import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import type { Http } from '../../foundation/server/http/route.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import * as contract from './contract.ts'
import { type ImportRow, lockImport, requireImport, show } from './import-rows.ts'
import { hasBegun, hasRoom, removeFile, writePart } from './store.ts'

/** Errors: `import.empty`, `import.too_large`, `import.no_space`. */
export const createImport = async (
  ctx: Context,
  { kind, name, bytes }: z.output<typeof contract.createImport.input>,
) => {
  if (bytes === 0) throw new AppError('invalid', 'import.empty')
  if (bytes > contract.mostBytes)
    throw new AppError('too-large', 'import.too_large', { most: contract.mostBytes })
  if (!(await hasRoom(ctx.services, bytes))) throw new AppError('unavailable', 'import.no_space')
  const id = newId()
  await inTransaction(ctx, async (ctx) => {
    await ctx.db
      .insertInto('import')
      .values({
        workspace_id: ctx.workspaceId,
        id,
        kind,
        name,
        bytes,
        actor_type: ctx.actor.type,
        actor_id: ctx.actor.id,
        created_at: ctx.now,
      })
      .execute()
    await audit(ctx, 'import.created', { object: { type: 'import', id }, facts: { kind, bytes } })
  })
  return show(await requireImport(ctx, id))
}

/** The bytes are on disk before they are counted, so that what is counted is there. Errors: `import.wrong_offset`. */
export const addBytes = async (ctx: Context, id: string, offset: number, bytes: Uint8Array) => {
  const row = await requireImport(ctx, id)
  const [received, size] = [Number(row.received_bytes), Number(row.bytes)]
  const end = offset + bytes.byteLength
  // Sent again because the answer was lost.
  if (end <= received) return show(row)
  if (row.state !== 'uploading' || offset !== received || end > size)
    throw new AppError('conflict', 'import.wrong_offset', { receivedBytes: received })
  // As after a restore: what arrived before is not there any more, and the answer says to begin again.
  const isLost = offset > 0 && !hasBegun(ctx.services, id)
  if (!isLost) await writePart(ctx.services, id, offset, bytes)
  await setReceived(ctx, row, isLost ? 0 : end)
  return show(await requireImport(ctx, id))
}

const setReceived = (ctx: Context, { id, received_bytes }: ImportRow, bytes: number) =>
  ctx.db
    .updateTable('import')
    .set({ received_bytes: bytes })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('received_bytes', '=', received_bytes)
    .execute()

export const addPart = (
  ctx: Context,
  { id, offset }: z.output<typeof contract.addPart.input>,
  { request }: Http,
) => {
  if (!Buffer.isBuffer(request.body)) throw new AppError('invalid', 'import.empty')
  return addBytes(ctx, id, offset, request.body)
}

/** Errors: `import.running`. */
export const removeImport = async (ctx: Context, { id }: { id: string }) => {
  await inTransaction(ctx, async (ctx) => {
    const { state } = await lockImport(ctx, id)
    if (state !== 'uploading' && state !== 'ready') throw new AppError('conflict', 'import.running')
    await ctx.db
      .deleteFrom('import')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await audit(ctx, 'import.removed', { object: { type: 'import', id } })
  })
  await removeFile(ctx.services, id)
  return {}
}

import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { RawInput } from '../../channels/channel.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { forgetUnusedFiles, storeFiles } from '../files/index.ts'
import { enqueueReceipts } from './receipt-job.ts'
import { countAllReceived } from './tallies.ts'

type Outcome = 'stored' | 'duplicate'
type Hashed = RawInput & { sha256: string }

/**
 * Stores raw input durably, with the job that will use it; resolves after commit. The same delivery
 * (by key) or the same bytes (by hash) count as a duplicate and change nothing but that the key is known.
 */
export const storeReceipts = async (
  ctx: Context,
  connectionId: string,
  inputs: readonly RawInput[],
): Promise<Outcome[]> => {
  if (inputs.length === 0) return []
  const hashed = inputs.map((input) => ({
    ...input,
    sha256: createHash('sha256').update(input.raw).digest('hex'),
  }))
  return inTransaction(ctx, async (ctx) => {
    const known = await findKnown(ctx, connectionId, hashed)
    // Of several with the same name or bytes here, the first is the one to keep.
    const fresh = hashed.filter((one) => {
      const isKnown = known.has(one.key) || known.has(one.sha256)
      known.add(one.key).add(one.sha256)
      return !isKnown
    })
    const made = await insertReceipts(ctx, connectionId, fresh)
    const outcomes = hashed.map((one): Outcome => (made.has(one) ? 'stored' : 'duplicate'))
    await noteRepeats(
      ctx,
      connectionId,
      hashed.filter((one) => !made.has(one)).map((one) => one.key),
    )
    await countAllReceived(ctx, connectionId, outcomes)
    if (made.size > 0) await enqueueReceipts(ctx, connectionId)
    return outcomes
  })
}

/** As `storeReceipts`, of one. */
export const storeReceipt = async (
  ctx: Context,
  connectionId: string,
  raw: Uint8Array,
  key: string,
): Promise<Outcome> => (await storeReceipts(ctx, connectionId, [{ raw, key }]))[0]!

/** Keys and hashes that are there already. */
const findKnown = async (ctx: Context, connectionId: string, inputs: readonly Hashed[]) => {
  const { rows } = await sql<{ name: string }>`
    select key as name from receipt where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId}
      and key = any(${inputs.map((one) => one.key)}::text[])
    union all
    select sha256 from receipt where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId}
      and sha256 = any(${inputs.map((one) => one.sha256)}::text[])`.execute(ctx.db)
  return new Set(rows.map((row) => row.name))
}

const insertReceipts = async (
  ctx: Context,
  connectionId: string,
  inputs: readonly Hashed[],
): Promise<Set<Hashed>> => {
  if (inputs.length === 0) return new Set()
  const files = await storeFiles(
    ctx,
    inputs.map(({ raw }) => ({ name: 'raw', type: 'application/octet-stream', bytes: raw })),
  )
  const ids = inputs.map(() => newId())
  const made = await ctx.db
    .insertInto('receipt')
    .values(
      inputs.map(({ key, sha256 }, index) => ({
        workspace_id: ctx.workspaceId,
        id: ids[index]!,
        connection_id: connectionId,
        key,
        sha256,
        file_id: files[index]!.id,
        received_at: ctx.now,
      })),
    )
    // Another process may have stored it since we looked.
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  const stored = new Set(made.map((row) => row.id))
  const isMade = (index: number) => stored.has(ids[index]!)
  const unused = files.filter((_, index) => !isMade(index)).map((file) => file.id)
  if (unused.length > 0) await forgetUnusedFiles(ctx, unused)
  return new Set(inputs.filter((_, index) => isMade(index)))
}

/** What came again under another key is known by that key from now on. */
const noteRepeats = async (ctx: Context, connectionId: string, keys: readonly string[]) => {
  if (keys.length === 0) return
  await sql`insert into receipt_repeat (workspace_id, connection_id, key)
    select ${ctx.workspaceId}, ${connectionId}, key from unnest(${[...keys]}::text[]) key
    where not exists (select 1 from receipt r where r.workspace_id = ${ctx.workspaceId}
      and r.connection_id = ${connectionId} and r.key = key.key)
    on conflict do nothing`.execute(ctx.db)
}

/** Which of these keys were received before. */
export const findKnownKeys = async (
  ctx: Context,
  connectionId: string,
  keys: readonly string[],
): Promise<Set<string>> => {
  const { rows } = await sql<{ key: string }>`
    select key from receipt where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId}
      and key = any(${[...keys]}::text[])
    union
    select key from receipt_repeat where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId}
      and key = any(${[...keys]}::text[])`.execute(ctx.db)
  return new Set(rows.map((row) => row.key))
}

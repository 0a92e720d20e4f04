import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { enqueue, type Job } from '../../foundation/server/jobs/jobs.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { storeFile } from '../files/index.ts'
import { receiptQuarantined } from './events.ts'
import { countReceived } from './tallies.ts'

export type ReceiptJob = Job<{ receiptId: string }>

let receiptJob: ReceiptJob | undefined

/** The module that turns input into messages registers its job, so that connections need not know it. */
export const registerReceiptJob = (job: ReceiptJob) => {
  receiptJob = job
}

/**
 * Stores raw input durably, with the job that will use it; resolves after commit. The same delivery
 * (by key) or the same bytes (by hash) count as a duplicate and change nothing.
 */
export const storeReceipt = async (
  ctx: Context,
  connectionId: string,
  raw: Uint8Array,
  key: string,
): Promise<'stored' | 'duplicate'> => {
  const sha256 = createHash('sha256').update(raw).digest('hex')
  const outcome = await inTransaction(ctx, async (ctx) => {
    const known = await ctx.db
      .selectFrom('receipt')
      .select('id')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', connectionId)
      .where((eb) => eb.or([eb('key', '=', key), eb('sha256', '=', sha256)]))
      .executeTakeFirst()
    const stored = !known && (await insertReceipt(ctx, connectionId, raw, key, sha256))
    await countReceived(ctx, connectionId, { duplicate: !stored })
    return stored ? ('stored' as const) : ('duplicate' as const)
  })
  return outcome
}

const insertReceipt = async (
  ctx: Context,
  connectionId: string,
  raw: Uint8Array,
  key: string,
  sha256: string,
) => {
  const file = await storeFile(ctx, { name: 'raw', type: 'application/octet-stream', bytes: raw })
  const made = await ctx.db
    .insertInto('receipt')
    .values({
      workspace_id: ctx.workspaceId,
      id: newId(),
      connection_id: connectionId,
      key,
      sha256,
      file_id: file.id,
      received_at: ctx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) await enqueueReceipt(ctx, connectionId, made.id)
  return made !== undefined
}

export const enqueueReceipt = async (ctx: Context, connectionId: string, receiptId: string) => {
  if (!receiptJob) throw new Error('no job takes receipts')
  // In order per connection, so that an answer is not read before what it answers.
  await enqueue(
    ctx,
    receiptJob,
    { receiptId },
    { key: `receipt:${receiptId}`, queue: `receipt:${connectionId}`, maxAttempts: 4 },
  )
}

export type Settled =
  | { state: 'parsed'; messageId: string }
  | { state: 'ignored' | 'duplicate'; code: string }
  | { state: 'quarantined'; code: string; detail?: string | undefined }

export const settleReceipt = async (
  ctx: Context,
  receipt: { id: string; connectionId: string },
  settled: Settled,
) => {
  const open = await ctx.db
    .updateTable('receipt')
    .set({
      state: settled.state,
      message_id: settled.state === 'parsed' ? settled.messageId : null,
      problem_code: settled.state === 'parsed' ? null : settled.code,
      problem_detail:
        settled.state === 'quarantined' ? (settled.detail?.slice(0, 500) ?? null) : null,
      attempts: sql`attempts + 1`,
      settled_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', receipt.id)
    .where('state', '=', 'stored')
    .returning('id')
    .executeTakeFirst()
  // Two may work on one receipt when a process seemed dead: what the slower one did is undone with this transaction.
  if (!open) throw new Error('the receipt was settled meanwhile')
  if (settled.state === 'quarantined') {
    await record(
      ctx,
      receiptQuarantined,
      {},
      { connectionId: receipt.connectionId, receiptId: receipt.id, code: settled.code },
    )
  }
}

/** A receipt that still waits to be used; undefined once it is settled. */
export const findOpenReceipt = (ctx: Context, id: string) =>
  ctx.db
    .selectFrom('receipt')
    .innerJoin('file', (join) =>
      join
        .onRef('file.workspace_id', '=', 'receipt.workspace_id')
        .onRef('file.id', '=', 'receipt.file_id'),
    )
    .select(['receipt.id', 'receipt.connection_id', 'file.sha256'])
    .where('receipt.workspace_id', '=', ctx.workspaceId)
    .where('receipt.id', '=', id)
    .where('state', '=', 'stored')
    .executeTakeFirst()

import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import type { Http } from '../../foundation/server/http/route.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { refuseUnsafeBytes, sendFile } from '../files/index.ts'
import { blankReceipts } from './blank-receipts.ts'
import { enqueueReceipts } from './receipt-job.ts'

type Input = { id: string; receiptId: string }

/** Puts it back in line. Errors: `receipt.missing`. */
export const retryQuarantined = (ctx: Context, { id, receiptId }: Input) =>
  inTransaction(ctx, async (ctx) => {
    const found = await ctx.db
      .updateTable('receipt')
      .set({
        state: 'stored',
        problem_code: null,
        problem_detail: null,
        begun: null,
        retry_at: null,
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', id)
      .where('id', '=', receiptId)
      .where('state', '=', 'quarantined')
      .returning('id')
      .executeTakeFirst()
    if (!found) throw new AppError('missing', 'receipt.missing')
    await audit(ctx, 'quarantine.retried', {
      object: { type: 'connection', id },
      facts: { receiptId },
    })
    await enqueueReceipts(ctx, id)
    return {}
  })

/** Takes its bytes away for good, and keeps that it came. Errors: `receipt.missing`. */
export const removeQuarantined = (ctx: Context, { id, receiptId }: Input) =>
  inTransaction(ctx, async (ctx) => {
    const found = await ctx.db
      .selectFrom('receipt')
      .select('id')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', id)
      .where('id', '=', receiptId)
      .where('state', '=', 'quarantined')
      .forUpdate()
      .executeTakeFirst()
    if (!found) throw new AppError('missing', 'receipt.missing')
    await audit(ctx, 'quarantine.removed', {
      object: { type: 'connection', id },
      facts: { receiptId },
    })
    await blankReceipts(ctx, [receiptId])
    return {}
  })

/** The bytes as they came. Errors: `receipt.missing`. */
export const downloadQuarantined = async (ctx: Context, { id, receiptId }: Input, http: Http) => {
  const object = { type: 'connection', id }
  await audit(ctx, 'quarantine.downloaded', { object, facts: { receiptId } })
  return downloadReceipt(ctx, { receiptId }, http)
}

/** The bytes as they came, of any receipt of the workspace. Errors: `receipt.missing`, `file.…` when a scanner objects. */
export const downloadReceipt = async (
  ctx: Context,
  { receiptId }: { receiptId: string },
  { reply }: Http,
) => {
  const raw = await ctx.db
    .selectFrom('receipt')
    .innerJoin('file', (join) =>
      join
        .onRef('file.workspace_id', '=', 'receipt.workspace_id')
        .onRef('file.id', '=', 'receipt.file_id'),
    )
    .select(['file.sha256', 'file.bytes'])
    .where('receipt.workspace_id', '=', ctx.workspaceId)
    .where('receipt.id', '=', receiptId)
    .executeTakeFirst()
  if (!raw) throw new AppError('missing', 'receipt.missing')
  await refuseUnsafeBytes(ctx, raw.sha256)
  const name = `${receiptId}.eml`
  return sendFile(ctx, reply, { ...raw, type: 'message/rfc822', name, scan: null, finding: null })
}

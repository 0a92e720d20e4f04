import { type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction, systemContext } from '../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../foundation/server/cursor.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { defineJob, enqueue } from '../../foundation/server/jobs/jobs.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { channelOf } from './channels.ts'
import type * as contract from './contract.ts'
import { openConnection, requireConnection } from './index.ts'
import { findKnownKeys, storeReceipts } from './receipts.ts'
import { sendTools } from './tools.ts'

const longestMs = 30 * 60_000
const mostKept = 30

type Row = Selectable<Database['reconciliation']>

const show = (row: Row): z.input<typeof contract.Reconciliation> => ({
  id: row.id,
  state: row.state as 'done',
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  mailbox: row.mailbox_count,
  stored: row.stored_count,
  missing: row.missing_count,
  taken: row.taken_count,
  code: row.problem_code,
})

/** Puts one in line; one that is under way already is the answer. Errors: `connection.cannot_reconcile`. */
export const startReconciliation = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const connection = await requireConnection(ctx, id)
    if (!channelOf(connection.channel).reconcile || connection.rehearsal)
      throw new AppError('invalid', 'connection.cannot_reconcile')
    const running = await selectLatest(ctx, id)
      .where('state', '=', 'running')
      .where('started_at', '>', new Date(ctx.now.getTime() - 2 * longestMs))
      .executeTakeFirst()
    if (running) return show(running)
    const row = await ctx.db
      .insertInto('reconciliation')
      .values({
        workspace_id: ctx.workspaceId,
        id: newId(),
        connection_id: id,
        started_at: ctx.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    // One mailbox at a time: nobody waits for it, and others need the workers.
    await enqueue(
      ctx,
      reconcileConnection,
      { connectionId: id, reconciliationId: row.id },
      { key: `reconcile:${id}`, queue: 'reconcile', maxAttempts: 3 },
    )
    return show(row)
  })

const selectLatest = (ctx: Context, connectionId: string) =>
  ctx.db
    .selectFrom('reconciliation')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', connectionId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')

export const listReconciliations = async (
  ctx: Context,
  { id, after, limit }: z.output<typeof contract.listReconciliations.input>,
) => {
  await requireConnection(ctx, id)
  const before = parseCursor(after)
  const rows = await selectLatest(ctx, id)
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(started_at, id) < (${before?.at}, ${before?.id}::uuid)`),
    )
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, (row) => ({ at: row.started_at, id: row.id }), show)
}

/** Compares what the provider holds with what was received, and takes in what is missing. */
export const reconcileConnection = defineJob<{ connectionId: string; reconciliationId: string }>({
  name: 'reconcile-connection',
  outward: true,
  run: async (
    { workspaceId, connectionId, reconciliationId },
    { services, signal, attempt, maxAttempts },
  ) => {
    const fresh = () => systemContext(services, workspaceId, 'reconcile-connection')
    const finish = (values: Partial<Row>) =>
      services.db
        .updateTable('reconciliation')
        .set({ ...values, finished_at: new Date() })
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', reconciliationId)
        .execute()
    try {
      const { row, channel, settings } = await openConnection(fresh(), connectionId)
      const limited = AbortSignal.any([signal, AbortSignal.timeout(longestMs)])
      const { held, known, taken } = await channel.reconcile!(settings, {
        ...sendTools(services, workspaceId, limited, connectionId),
        readCursor: async () => row.cursor,
        known: (keys) => findKnownKeys(fresh(), connectionId, keys),
        receiveAll: (inputs) => storeReceipts(fresh(), connectionId, inputs),
      })
      const missing = held - known
      await finish({
        state: 'done',
        mailbox_count: held,
        stored_count: known,
        missing_count: missing,
        taken_count: taken,
      })
      if (missing > 0)
        services.log.warn({ connection: connectionId, missing, taken }, 'mails were missing')
      await forgetOld(fresh(), connectionId)
    } catch (error) {
      const { code } = error as { code?: string }
      if (attempt < maxAttempts && !code?.includes('.')) throw error
      await finish({ state: 'failed', problem_code: code ?? 'reconcile.failed' })
    }
  },
})

const forgetOld = (ctx: Context, connectionId: string) =>
  sql`delete from reconciliation where workspace_id = ${ctx.workspaceId} and id in (
    select id from reconciliation where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId}
    order by started_at desc, id desc offset ${mostKept} limit 1000)`.execute(ctx.db)

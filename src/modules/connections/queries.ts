import { type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../foundation/server/cursor.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { allChannels, channelOf } from './channels.ts'
import type * as contract from './contract.ts'
import { hideSettings } from './settings.ts'
import { showSending } from './show-sending.ts'

type Row = Selectable<Database['connection']>

const showRow = (
  row: Row,
  sendingOf: Awaited<ReturnType<typeof showSending>>,
): z.input<typeof contract.Connection> => ({
  id: row.id,
  channel: row.channel,
  name: row.name,
  address: row.address,
  state: row.state as 'ok',
  problem: row.problem_code ? { code: row.problem_code, detail: row.problem_detail } : null,
  stateAt: row.state_at,
  readAt: row.read_at,
  stalledSince: row.stalled_at,
  sending: sendingOf(row.id),
  createdAt: row.created_at,
})

export const showConnection = async (ctx: Context, row: Row) =>
  showRow(row, await showSending(ctx, [row.id]))

export const listChannels = async () => ({
  data: allChannels().map(({ key, form, can, test, reconcile, signsFor }) => ({
    key,
    form,
    can,
    canTest: test !== undefined,
    canReconcile: reconcile !== undefined,
    canSign: signsFor !== undefined,
  })),
})

const selectConnections = (ctx: Context) =>
  ctx.db
    .selectFrom('connection')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('removed_at', 'is', null)

export const listConnections = async (
  ctx: Context,
  { after, limit }: z.output<typeof contract.listConnections.input>,
) => {
  const place = parseCursor(after)
  const rows = await selectConnections(ctx)
    .$if(place !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) > (${place?.at}, ${place?.id}::uuid)`),
    )
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const sendingOf = await showSending(
    ctx,
    rows.map(({ id }) => id),
  )
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.created_at, id: row.id }),
    (row) => showRow(row, sendingOf),
  )
}

export const getConnection = async (ctx: Context, { id }: { id: string }) => {
  const row = await selectConnections(ctx).where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('missing', 'connection.missing')
  return {
    ...(await showConnection(ctx, row)),
    settings: hideSettings(channelOf(row.channel), row.settings as Record<string, unknown>),
  }
}

/** received = stored + duplicate, and quarantined is part of stored. Web chat stores messages directly. */
export const getCounts = async (ctx: Context, { id }: { id: string }) => {
  const { rows } = await sql<{
    received: number
    duplicate: number
    stored: number
    quarantined: number
  }>`
    select received_count + t.received as received, duplicate_count + t.duplicate as duplicate,
      received_count + t.received - duplicate_count - t.duplicate as stored,
      (select count(*) from receipt r where r.workspace_id = c.workspace_id and r.connection_id = c.id and r.state = 'quarantined') as quarantined
    from connection c, lateral (select count(*) as received, count(*) filter (where duplicate) as duplicate
      from connection_tally t where t.workspace_id = c.workspace_id and t.connection_id = c.id) t
    where c.workspace_id = ${ctx.workspaceId} and c.id = ${id}`.execute(ctx.db)
  if (!rows[0]) throw new AppError('missing', 'connection.missing')
  return rows[0]
}

export const listQuarantine = async (
  ctx: Context,
  { id, after, limit }: z.output<typeof contract.listQuarantine.input>,
) => {
  const before = parseCursor(after)
  const rows = await ctx.db
    .selectFrom('receipt')
    .innerJoin('file', (join) =>
      join
        .onRef('file.workspace_id', '=', 'receipt.workspace_id')
        .onRef('file.id', '=', 'receipt.file_id'),
    )
    .select([
      'receipt.id',
      'problem_code',
      'problem_detail',
      'attempts',
      'received_at',
      'file.bytes',
    ])
    .where('receipt.workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', id)
    .where('state', '=', 'quarantined')
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(received_at, receipt.id) < (${before?.at}, ${before?.id}::uuid)`),
    )
    .orderBy('received_at', 'desc')
    .orderBy('receipt.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.received_at, id: row.id }),
    (row) => ({
      id: row.id,
      code: row.problem_code ?? 'parse.failed',
      detail: row.problem_detail,
      bytes: row.bytes,
      receivedAt: row.received_at,
      attempts: row.attempts,
    }),
  )
}

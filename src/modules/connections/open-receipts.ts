import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { receiptQuarantined } from './events.ts'

/** A receipt that ended the process this often, or left no trace of what became of it, is not tried again. */
const mostBegun = 6
/**
 * Seconds until the second of such tries, four times as long before each that follows: half an hour in all. So a server
 * that ends again and again for another reason does not put aside what it happens to have in hand.
 */
const firstPause = 5

export type OpenReceipt = {
  id: string
  connectionId: string
  sha256: string
  /** This one and those before whose end was seen. */
  attempts: number
  /** Tries begun before this one that nobody saw the end of. */
  begun: number
}

type Row = { id: string; sha256: string; attempts: number; begun: number }

/**
 * The next receipts of a connection that wait to be used, in the order they came, marked as begun before anybody
 * touches them. What was begun before comes alone, so that one that ends the process takes no other with it.
 */
export const beginReceipts = async (
  ctx: Context,
  connectionId: string,
  most: number,
): Promise<OpenReceipt[]> => {
  const { rows } = await sql<Row>`
    select r.id, f.sha256, r.attempts, coalesce(r.begun, 0) as begun
    from receipt r join file f on f.workspace_id = r.workspace_id and f.id = r.file_id
    where r.workspace_id = ${ctx.workspaceId} and r.connection_id = ${connectionId} and r.state = 'stored'
      and (r.retry_at is null or r.retry_at <= ${ctx.now})
    order by r.received_at, r.id limit ${most}`.execute(ctx.db)
  const doubtful = rows.findIndex((row) => row.begun > 0)
  const taken = doubtful < 0 ? rows : rows.slice(0, Math.max(1, doubtful))
  await sql`update receipt set begun = coalesce(begun, 0) + 1,
      retry_at = case when begun > 0 then now() + make_interval(secs => ${firstPause} * 4 ^ (begun - 1)) end
    where workspace_id = ${ctx.workspaceId} and id = any(${taken.map((row) => row.id)}::uuid[]) and state = 'stored'`.execute(
    ctx.db,
  )
  return taken.map((row) => ({ ...row, connectionId, attempts: row.attempts + 1 }))
}

export const wasBegunTooOften = ({ begun }: OpenReceipt) => begun >= mostBegun

/** Puts it back in line for later, its try ended. */
export const postponeReceipt = (ctx: Context, id: string, until: Date) =>
  sql`update receipt set retry_at = ${until}, begun = 0, attempts = attempts + 1
    where workspace_id = ${ctx.workspaceId} and id = ${id} and state = 'stored'`.execute(ctx.db)

/** When the next that waits may be tried; undefined when none waits. */
export const nextReceiptAt = async (ctx: Context, connectionId: string) => {
  const { rows } = await sql<{ at: Date }>`
    select coalesce(retry_at, received_at) as at from receipt
    where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId} and state = 'stored'
    order by 1 limit 1`.execute(ctx.db)
  return rows[0]?.at
}

/** Whose receipt this is, if it still waits. */
export const connectionOfReceipt = async (ctx: Context, id: string) => {
  const row = await ctx.db
    .selectFrom('receipt')
    .select('connection_id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'stored')
    .executeTakeFirst()
  return row?.connection_id
}

export type Settled =
  | { state: 'parsed'; messageId: string }
  | { state: 'ignored' | 'duplicate'; code: string }
  | { state: 'quarantined'; code: string; detail?: string | undefined }

/** Each as its work ended; all or none. */
export const settleReceipts = async (
  ctx: Context,
  all: readonly { receipt: { id: string; connectionId: string }; settled: Settled }[],
) => {
  const rows = all.map(({ receipt, settled }) => ({
    id: receipt.id,
    state: settled.state,
    message_id: settled.state === 'parsed' ? settled.messageId : null,
    problem_code: settled.state === 'parsed' ? null : settled.code,
    problem_detail:
      settled.state === 'quarantined' ? (settled.detail?.slice(0, 500) ?? null) : null,
  }))
  const { numAffectedRows } = await sql`
    update receipt r set state = s.state, message_id = s.message_id, problem_code = s.problem_code,
      problem_detail = s.problem_detail, begun = null, retry_at = null, attempts = attempts + 1,
      settled_at = ${ctx.now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as s (id uuid, state text, message_id uuid, problem_code text, problem_detail text)
    where r.workspace_id = ${ctx.workspaceId} and r.id = s.id and r.state = 'stored'`.execute(
    ctx.db,
  )
  // Two may work on one receipt when a process seemed dead: what the slower one did is undone with this transaction.
  if (Number(numAffectedRows ?? 0) !== rows.length)
    throw new Error('a receipt was settled meanwhile')
  for (const { receipt, settled } of all)
    if (settled.state === 'quarantined')
      await record(
        ctx,
        receiptQuarantined,
        {},
        { connectionId: receipt.connectionId, receiptId: receipt.id, code: settled.code },
      )
}

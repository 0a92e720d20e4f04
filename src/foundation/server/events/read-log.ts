import { type Kysely, sql } from 'kysely'
import { often } from '../database/prepare-often.ts'
import type { Database } from '../database/tables.generated.ts'
import type { Position } from './position.ts'

export type LogEvent = {
  workspaceId: string
  tx: bigint
  number: bigint
  at: Date
  kind: string
  actorType: string
  actorId: string
  customerId: string | null
  conversationId: string | null
  threadId: string | null
  messageId: string | null
  facts: Record<string, unknown>
}

type Row = {
  workspace_id: string
  tx: string
  number: string
  at: Date
  kind: string
  actor_type: string
  actor_id: string
  customer_id: string | null
  conversation_id: string | null
  thread_id: string | null
  message_id: string | null
  facts: unknown
}

const columns = sql.raw(
  'workspace_id, tx::text, number::text, at, kind, actor_type, actor_id, customer_id, conversation_id, thread_id, message_id, facts',
)

export type After = { tx: bigint; number: bigint }

/**
 * Events after a place, oldest first, up to the snapshot horizon: below it no transaction is still
 * open, so nothing can appear behind the reader's back.
 */
export const readLog = async (
  db: Kysely<Database>,
  after: After,
  options: { limit: number; workspaceId?: string; kinds?: readonly string[] },
): Promise<LogEvent[]> => {
  const ofWorkspace = options.workspaceId ? sql`and workspace_id = ${options.workspaceId}` : sql``
  const ofKinds = options.kinds ? sql`and kind = any(${[...options.kinds]}::text[])` : sql``
  const { rows } = await sql<Row>`
    select ${columns} from event
    where (tx, number) > (${String(after.tx)}::xid8, ${String(after.number)}::bigint)
      and tx < pg_snapshot_xmin(pg_current_snapshot()) ${ofWorkspace} ${ofKinds}
    order by event.tx, event.number limit ${options.limit}`.execute(db)
  return rows.map(eventOfRow)
}

const eventOfRow = (row: Row): LogEvent => ({
  workspaceId: row.workspace_id,
  tx: BigInt(row.tx),
  number: BigInt(row.number),
  at: row.at,
  kind: row.kind,
  actorType: row.actor_type,
  actorId: row.actor_id,
  customerId: row.customer_id,
  conversationId: row.conversation_id,
  threadId: row.thread_id,
  messageId: row.message_id,
  facts: row.facts as Record<string, unknown>,
})

/**
 * The same, and where the horizon stood if committed events wait behind a transaction that is still open: one question
 * for what a follower has to know.
 */
export const lookAtLog = async (
  db: Kysely<Database>,
  after: After,
  { limit }: { limit: number },
): Promise<{ events: LogEvent[]; heldAt: bigint | undefined }> => {
  // The last event by its index: whether there is any beyond the horizon would be asked of all that came before.
  const { rows } = await sql<(Row | { number: null }) & { horizon: string; held: boolean }>`${often}
    select log.*, now.horizon::text as horizon,
      coalesce((select tx from event order by tx desc, number desc limit 1) >= now.horizon, false) as held
    from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) now
    left join lateral (
      select ${columns}, tx as place from event
      where (tx, number) > (${String(after.tx)}::xid8, ${String(after.number)}::bigint) and tx < now.horizon
      order by event.tx, event.number limit ${limit}) log on true
    order by log.place, log.number::bigint`.execute(db)
  const { horizon, held } = rows[0]!
  return {
    events: rows.flatMap((row) => (row.number === null ? [] : eventOfRow(row))),
    heldAt: held ? BigInt(horizon) : undefined,
  }
}

/**
 * The last event below the horizon: whatever is read after this call reflects it and all before. An event and not the
 * horizon itself, because a database that dies gives the ids of transactions without a durable trace out again.
 */
export const readPosition = async (db: Kysely<Database>): Promise<Position> => {
  const { rows } = await sql<{ epoch: number; tx: string; number: string }>`
    select epoch, coalesce(last.tx, '0')::text as tx, coalesce(last.number, 0)::text as number
    from log_epoch left join lateral (
      select event.tx, event.number from event where event.tx < pg_snapshot_xmin(pg_current_snapshot())
      order by event.tx desc, event.number desc limit 1) as last on true`.execute(db)
  const { epoch, tx, number } = rows[0]!
  return { epoch, tx: BigInt(tx), number: BigInt(number) }
}

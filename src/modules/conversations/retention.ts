import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import type { Retention } from '../../foundation/server/retention.ts'
import { blankReceipts } from '../connections/index.ts'
import { countQuietConversations, forgetQuietConversations } from './personal.ts'

const receiptsAtOnce = 100

/** What came in and was used, or could not be; blanked ones have a file of a few bytes. */
const receiptsBefore = (ctx: Context, before: Date, states: readonly string[]) => sql`
  select r.id from receipt r join file f on f.workspace_id = r.workspace_id and f.id = r.file_id
  where r.workspace_id = ${ctx.workspaceId} and r.state = any(${[...states]}::text[]) and r.received_at < ${before}
    and not (f.name = 'erased.txt' and f.bytes < 60)`

const ofReceipts = (name: string, states: readonly string[]): Retention => ({
  name,
  usualDays: null,
  count: async (ctx, before) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from (${receiptsBefore(ctx, before, states)}) r`.execute(ctx.db)
    return rows[0]!.count
  },
  sweep: (ctx, before) =>
    inTransaction(ctx, async (ctx) => {
      const { rows } = await sql<{ id: string }>`
        ${receiptsBefore(ctx, before, states)} limit ${receiptsAtOnce}`.execute(ctx.db)
      const ids = rows.map(({ id }) => id)
      await sql`update message set receipt_id = null where workspace_id = ${ctx.workspaceId}
        and receipt_id = any(${ids}::uuid[])`.execute(ctx.db)
      await blankReceipts(ctx, ids)
      return ids.length
    }),
})

export const conversationRetention: Retention[] = [
  {
    name: 'conversations',
    usualDays: null,
    count: countQuietConversations,
    sweep: forgetQuietConversations,
  },
  ofReceipts('raw-mails', ['parsed', 'ignored']),
  ofReceipts('quarantine', ['quarantined']),
]

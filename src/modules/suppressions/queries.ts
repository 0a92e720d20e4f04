import { type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../foundation/server/cursor.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { isLimited } from '../members/index.ts'
import { hashesOf } from './blank.ts'
import type * as contract from './contract.ts'
import { normaliseAddress } from './suppress.ts'

const selectSuppressions = (ctx: Context) =>
  ctx.db
    .selectFrom('suppression')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('lifted_at', 'is', null)

const show = (row: Selectable<Database['suppression']>): z.input<typeof contract.Suppression> => ({
  id: row.id,
  channel: row.channel,
  address: row.address,
  reason: 'bounce',
  status: row.status,
  messageId: row.message_id,
  evidenceId: row.evidence_id,
  receiptId: row.receipt_id,
  createdAt: row.created_at,
})

/** Each is an address, of whomever: nothing for those from whom anything is kept. */
const seesAll = (ctx: Context) => sql<boolean>`${!isLimited(ctx) && ctx.sight.contact}`

export const listSuppressions = async (
  ctx: Context,
  { address, channel, after, limit }: z.output<typeof contract.listSuppressions.input>,
) => {
  const before = parseCursor(after)
  const rows = await selectSuppressions(ctx)
    .where(seesAll(ctx))
    .$if(address !== undefined, (query) =>
      query.where('address', '=', normaliseAddress(address ?? '')),
    )
    .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? ''))
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${before?.at}, ${before?.id}::uuid)`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, (row) => ({ at: row.created_at, id: row.id }), show)
}

/** Those of these addresses that nothing may be sent to by this channel. */
export const findSuppressed = async (
  ctx: Context,
  channel: string,
  addresses: readonly string[],
): Promise<string[]> => {
  if (addresses.length === 0) return []
  const rows = await selectSuppressions(ctx)
    .where('channel', '=', channel)
    .where('address', 'in', [
      ...addresses.map(normaliseAddress),
      ...addresses.flatMap((address) => hashesOf(ctx, address)),
    ])
    .execute()
  return rows.map(({ address }) => address)
}

import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { normaliseAddress } from './suppress.ts'

const textOf = (ctx: Context, address: string) =>
  `${ctx.workspaceId}\u0001${normaliseAddress(address)}`

/** How an address stands in the list once its owner was erased: it still stops mail, and tells nobody whose it was. */
export const hashesOf = (ctx: Context, address: string) =>
  ctx.services.seal
    .signatures('suppressed-address', textOf(ctx, address))
    .map((hash) => `erased:${hash}`)

/** What is noted of these addresses, lifted or not. */
export const readSuppressionsOf = (ctx: Context, addresses: readonly string[]) =>
  ctx.db
    .selectFrom('suppression')
    .select(['id', 'channel', 'address', 'reason', 'status', 'created_at', 'lifted_at'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('address', 'in', ['', ...addresses.map(normaliseAddress)])
    .orderBy('created_at')
    .limit(1000)
    .execute()

/** Keeps of them only what still stops mail. Inside the caller's transaction. */
export const blankSuppressionsOf = async (ctx: Context, addresses: readonly string[]) => {
  for (const { id, address, channel, lifted_at } of await readSuppressionsOf(ctx, addresses)) {
    const [hash] = hashesOf(ctx, address)
    const known = await ctx.db
      .selectFrom('suppression')
      .select('id')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('channel', '=', channel)
      .where('address', '=', hash!)
      .where('lifted_at', 'is', null)
      .executeTakeFirst()
    if (lifted_at || known)
      await ctx.db
        .deleteFrom('suppression')
        .where('workspace_id', '=', ctx.workspaceId)
        .where('id', '=', id)
        .execute()
    else
      await sql`update suppression set address = ${hash}, message_id = null, evidence_id = null, receipt_id = null
        where workspace_id = ${ctx.workspaceId} and id = ${id}`.execute(ctx.db)
  }
}

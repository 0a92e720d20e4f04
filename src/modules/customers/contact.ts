import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/** They were heard from then; what happened later already stays. */
export const touchContact = (ctx: Context, customerId: string, at = ctx.now) =>
  ctx.db
    .updateTable('customer')
    .set({ last_contact_at: sql`greatest(last_contact_at, ${at}::timestamptz)` })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', customerId)
    .execute()

/** Several at once; of who is named twice, the latest counts. */
export const touchContacts = (ctx: Context, heard: readonly { customerId: string; at: Date }[]) =>
  sql`update customer c set last_contact_at = greatest(c.last_contact_at, h.at)
    from (select id, max(at) as at
      from unnest(${heard.map((one) => one.customerId)}::uuid[], ${heard.map((one) => one.at)}::timestamptz[]) as h (id, at)
      group by id) h
    where c.workspace_id = ${ctx.workspaceId} and c.id = h.id`.execute(ctx.db)

/** Locked until the transaction ends, so that whoever is just heard from is waited for. In one order for everybody. */
export const lockContacts = (ctx: Context, customerIds: readonly string[]) =>
  sql`select 1 from customer where workspace_id = ${ctx.workspaceId} and id = any(${[...customerIds]}::uuid[])
    order by id for update`.execute(ctx.db)

/** When this customer was last heard from, worked out afresh; null when never. */
export const setContact = (ctx: Context, customerId: string, at: Date | null) =>
  ctx.db
    .updateTable('customer')
    .set({ last_contact_at: at })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', customerId)
    .execute()

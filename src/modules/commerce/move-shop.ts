import { sql } from 'kysely'
import { type Context, inTransaction, systemContext } from '../../foundation/server/context.ts'
import { defineJob, enqueue } from '../../foundation/server/jobs/jobs.ts'
import { filterErasedRows, type RowKind, rememberErasedRows } from './save/erased.ts'
import { joinFollowups } from './save/join-followups.ts'
import { saveOrders } from './save/save-orders.ts'

type Shops = { from: string; to: string }
type Moved = { id: string; externalId: string; kind: RowKind | null }

const atOnce = 1000
const kindOf = {
  product: sql`null`,
  cart: sql`null`,
  customer_order: sql`'order'`,
  order_followup: sql`r.kind`,
}

export const shopJob = defineJob<Shops>({
  name: 'commerce-move-shop',
  run: async ({ workspaceId, from, to }, { services, signal }) => {
    const ctx = systemContext(services, workspaceId, 'commerce')
    for (const table of Object.keys(kindOf) as (keyof typeof kindOf)[])
      while (!signal.aborted && (await moveSome(ctx, table, { from, to })));
    if (signal.aborted) throw new Error('stopped while orders move to another shop; going on')
  },
})

/** What is there of one shop becomes the other's, but for what the other has under the same number. */
export const moveShop = (ctx: Context, shops: Shops) =>
  enqueue(ctx, shopJob, shops, { key: `shop:${ctx.workspaceId}:${shops.from}` })

/** Whether there may be more. */
const moveSome = (outer: Context, table: keyof typeof kindOf, { from, to }: Shops) =>
  inTransaction({ ...outer, now: new Date() }, async (ctx) => {
    const ofKind = table === 'order_followup' ? sql`and o.kind = r.kind` : sql``
    const { rows } = await sql<Moved>`
      update ${sql.table(table)} r set source = ${to} from (
        select r.id from ${sql.table(table)} r where r.workspace_id = ${ctx.workspaceId} and r.source = ${from}
          and not exists (select from ${sql.table(table)} o where o.workspace_id = r.workspace_id and o.source = ${to}
            and o.external_id = r.external_id ${ofKind})
        order by r.id limit ${atOnce} for update) picked
      where r.workspace_id = ${ctx.workspaceId} and r.id = picked.id
      returning r.id, r.external_id as "externalId", ${kindOf[table]} as kind`.execute(ctx.db)
    const named = rows.flatMap(({ kind, externalId }) => (kind ? [{ kind, externalId }] : []))
    // Whose they were stays forgotten under the new name too.
    const erased = await filterErasedRows(
      ctx,
      named.map((one) => ({ ...one, source: from })),
    )
    await rememberErasedRows(
      ctx,
      erased.map((one) => ({ ...one, source: to })),
    )
    if (table === 'customer_order')
      await saveOrders(
        ctx,
        await joinFollowups(
          ctx,
          rows.map((row) => ({ ...row, source: to })),
        ),
      )
    return rows.length === atOnce
  })

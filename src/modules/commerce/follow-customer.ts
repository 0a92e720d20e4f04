import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Reader } from '../../foundation/server/events/reader.ts'
import { recordAll } from '../../foundation/server/events/record.ts'
import { cartChanged, orderChanged } from './events.ts'
import { moveAlong, moveSteps } from './save/move-along.ts'
import { sayContacts } from './save/say-contacts.ts'

type Linked = { identifierId: string; customerId: string; device: string | null }

/**
 * What came by an identifier belongs to whom the identifier belongs to: a split moves it along. Whoever was merged into
 * that customer is part of it, so a merge and its undo find everything where it was. An order that was placed on a shared
 * device stays with whoever placed it when somebody else signs in there.
 */
export const followCustomer: Reader = {
  name: 'commerce-follow-customer',
  kinds: ['identifier.linked'],
  // Most who are met have bought nothing.
  sift: async (ctx, events) => {
    const ids = events.flatMap(({ facts }) => (facts.identifierId as string | null) ?? [])
    const { rows } = await sql<{ id: string }>`
      select i.id from identifier i
      where i.workspace_id = ${ctx.workspaceId} and i.id = any(${ids}::uuid[]) and (
        exists (select 1 from customer_order o where o.workspace_id = i.workspace_id and o.identifier_id = i.id)
        or exists (select 1 from order_followup f where f.workspace_id = i.workspace_id and f.identifier_id = i.id)
        or exists (select 1 from cart k where k.workspace_id = i.workspace_id and k.identifier_id = i.id)
        or i.type = 'anonymous_id' and (
          exists (select 1 from customer_order o where o.workspace_id = i.workspace_id and o.anonymous_id = i.value and o.customer_id is null)
          or exists (select 1 from cart k where k.workspace_id = i.workspace_id and k.anonymous_id = i.value and k.customer_id is null)))`.execute(
      ctx.db,
    )
    const used = new Set(rows.map(({ id }) => id))
    return events.filter(({ facts }) => used.has(String(facts.identifierId)))
  },
  react: async (ctx, { customerId, facts }) => {
    const { identifierId, type, reason, from } = facts as Record<string, string | null>
    if (!customerId || !identifierId) return
    const isDevice = type === 'anonymous_id'
    if (isDevice && from && reason === 'tracked') return
    const device = isDevice ? await deviceOf(ctx, identifierId) : null
    const linked = { identifierId, customerId, device }
    const moved = await move(ctx, 'customer_order', linked)
    const orders = moved.map(({ id }) => id)
    await moveAlong(ctx, orders)
    await sayContacts(ctx, orders, moved)
    const followups = await move(ctx, 'order_followup', linked)
    await moveSteps(
      ctx,
      followups.map(({ id }) => id),
    )
    const carts = await move(ctx, 'cart', linked)
    await tell(ctx, orders)
    await tellCarts(ctx, carts, customerId)
  },
}

const deviceOf = async (ctx: Context, id: string) => {
  const row = await ctx.db
    .selectFrom('identifier')
    .select('value')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.value ?? null
}

const move = async (
  ctx: Context,
  table: 'customer_order' | 'order_followup' | 'cart',
  { identifierId, customerId, device }: Linked,
) => {
  const mine = sql`t.workspace_id = ${ctx.workspaceId}`
  // What follows an order goes where the order goes.
  const loose = table === 'order_followup' ? sql`and t.order_id is null` : sql``
  const moved = await sql<{ id: string; was: string | null }>`
    update ${sql.table(table)} t set customer_id = ${customerId}
    from ${sql.table(table)} before where before.workspace_id = t.workspace_id and before.id = t.id and ${mine} and t.identifier_id = ${identifierId} ${loose} and (t.customer_id is null or t.customer_id not in (
      select c.id from customer c join customer me on me.workspace_id = c.workspace_id and me.id = ${customerId}
      where c.workspace_id = ${ctx.workspaceId}
        and (c.id = coalesce(me.root_id, me.id) or c.root_id = coalesce(me.root_id, me.id))))
    returning t.id, before.customer_id as was`.execute(ctx.db)
  if (device === null || table === 'order_followup') return moved.rows
  const found = await sql<{ id: string; was: string | null }>`
    update ${sql.table(table)} t set customer_id = ${customerId}, identifier_id = ${identifierId}, anonymous_id = null
    where ${mine} and t.anonymous_id = ${device} and t.customer_id is null returning t.id, null::uuid as was`.execute(
    ctx.db,
  )
  return [...moved.rows, ...found.rows]
}

const tell = async (ctx: Context, orderIds: readonly string[]) => {
  if (orderIds.length === 0) return
  const { rows } = await sql<{
    id: string
    orderId: string
    source: string
    customerId: string
  }>`select id, external_id as "orderId", source, customer_id as "customerId" from customer_order
    where workspace_id = ${ctx.workspaceId} and id = any(${[...orderIds]}::uuid[])`.execute(ctx.db)
  await recordAll(
    ctx,
    orderChanged,
    rows.map(({ customerId, ...facts }) => ({ subjects: { customerId }, facts })),
  )
}

const tellCarts = async (ctx: Context, moved: readonly { id: string }[], customerId: string) => {
  if (moved.length === 0) return
  const carts = await ctx.db
    .selectFrom('cart')
    .select(['id', 'state', 'source'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where(
      'id',
      'in',
      moved.map(({ id }) => id),
    )
    .execute()
  await recordAll(
    ctx,
    cartChanged,
    carts.map((facts) => ({ subjects: { customerId }, facts })),
  )
}

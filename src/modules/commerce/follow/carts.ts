import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { recordAll } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { cartChanged } from '../events.ts'
import { type ItemInput, type Owner, ownedBy } from '../save/order-row.ts'
import { insertRows, keyOf, readRows, type Shape, updateRows } from '../save/rows.ts'
import type { CommerceEvent } from './commerce-event.ts'
import type { Meant, ReadOrder } from './read-order.ts'
import { amountOf, currencyOf, itemOf, itemsOf, wordOf } from './read-properties.ts'

const shape = {
  id: 'uuid',
  source: 'text',
  externalId: 'text',
  customerId: 'uuid',
  identifierId: 'uuid',
  anonymousId: 'text',
  state: 'text',
  currency: 'text',
  total: 'bigint',
  items: 'jsonb',
  itemCount: 'double precision',
  startedAt: 'timestamptz',
  lastAt: 'timestamptz',
  abandonedAt: 'timestamptz',
  orderId: 'uuid',
  createdAt: 'timestamptz',
} satisfies Shape

type CartRow = {
  id: string
  source: string
  externalId: string
  customerId: string | null
  identifierId: string | null
  anonymousId: string | null
  state: string
  currency: string | null
  total: number | null
  items: ItemInput[]
  itemCount: number
  startedAt: Date
  lastAt: Date
  abandonedAt: Date | null
  orderId: string | null
  createdAt: Date
}

/** A cart without an id of its own is the device's, else the account's. */
const cartOf = ({ shop, properties, anonymousId, userId }: CommerceEvent) => {
  const named = wordOf(properties, ['cart_id', 'cartId'])
  const whose = anonymousId ?? userId
  const externalId = named ?? (whose ? `visitor:${whose.slice(0, 190)}` : undefined)
  return externalId ? { source: shop, externalId } : undefined
}

/** Puts into carts, takes out, and notes how far they came; events of a batch in the order they happened. */
export const followCarts = async (ctx: Context, meant: readonly Meant[]) => {
  const wanted = meant.flatMap((one) => {
    const key = cartOf(one.event)
    return key ? [{ ...one, key }] : []
  })
  if (wanted.length === 0) return
  const before = await readRows<CartRow>(
    ctx,
    'cart',
    shape,
    wanted.map(({ key }) => key),
  )
  const after = new Map<string, CartRow>()
  for (const { key, ...one } of wanted) {
    const cart = after.get(keyOf(key)) ?? before.get(keyOf(key))
    if (cart?.state === 'ordered' && one.event.at <= cart.lastAt) continue
    after.set(keyOf(key), applyEvent(cart ?? newCart(key, one.event, ctx.now), one))
  }
  const rows = [...after.values()]
  // Tracked events are taken by one process at a time, so nobody else makes carts.
  await insertRows(
    ctx,
    'cart',
    shape,
    rows.filter((row) => !before.has(keyOf(row))),
  )
  await updateRows(
    ctx,
    'cart',
    shape,
    rows.filter((row) => before.has(keyOf(row))),
  )
  // Once for each cart, however much was put into it.
  await recordAll(
    ctx,
    cartChanged,
    rows.map(({ id, state, source, customerId }) => ({
      subjects: customerId ? { customerId } : {},
      facts: { id, state, source },
    })),
  )
}

const newCart = (
  key: { source: string; externalId: string },
  event: CommerceEvent,
  now: Date,
): CartRow => ({
  ...key,
  id: newId(),
  customerId: null,
  identifierId: null,
  anonymousId: event.anonymousId,
  state: 'open',
  currency: null,
  total: null,
  items: [],
  itemCount: 0,
  startedAt: event.at,
  lastAt: new Date(0),
  abandonedAt: null,
  orderId: null,
  createdAt: now,
})

const isSameItem = (a: ItemInput, b: ItemInput) =>
  (a.productId ?? a.sku ?? a.name) === (b.productId ?? b.sku ?? b.name) &&
  (a.variant ?? null) === (b.variant ?? null)

const most = 200

const put = (items: readonly ItemInput[], item: ItemInput, sign: 1 | -1): ItemInput[] => {
  const by = sign * (item.quantity ?? 1)
  const found = items.find((one) => isSameItem(one, item))
  const next = found
    ? items.map((one) => (one === found ? { ...item, quantity: (one.quantity ?? 1) + by } : one))
    : [...items, { ...item, quantity: by }]
  return next.filter(({ quantity = 1 }) => quantity > 0).slice(0, most)
}

const applyEvent = (cart: CartRow, { event, meaning, owner }: Meant): CartRow => {
  if (meaning.of !== 'cart') return cart
  const { properties, at } = event
  const currency = currencyOf(properties) ?? cart.currency ?? undefined
  const isLatest = at >= cart.lastAt
  // After an order the same cart begins anew.
  const had = cart.state === 'ordered' ? [] : cart.items
  const listed = itemsOf(properties, currency).slice(0, most)
  const items =
    meaning.does === 'add'
      ? put(had, itemOf(properties, currency), 1)
      : meaning.does === 'remove'
        ? put(had, itemOf(properties, currency), -1)
        : isLatest && Array.isArray(properties.products)
          ? listed
          : had
  const sum = items.every(({ price }) => price != null)
    ? items.reduce((total, { price, quantity = 1 }) => total + Math.round(price! * quantity), 0)
    : undefined
  const told = amountOf(properties, ['total', 'value', 'revenue'], currency)
  const listsAll = meaning.does === 'show' || meaning.does === 'checkout'
  const state =
    items.length === 0 && meaning.does !== 'checkout'
      ? 'emptied'
      : meaning.does === 'checkout' || (cart.state === 'checkout' && !isLatest)
        ? 'checkout'
        : 'open'
  const next = {
    ...cart,
    items,
    itemCount: items.reduce((count, { quantity = 1 }) => count + quantity, 0),
    currency: currency ?? null,
    total: (listsAll ? (told ?? sum) : sum) ?? null,
    state: isLatest ? state : cart.state,
    lastAt: isLatest ? at : cart.lastAt,
    startedAt: at < cart.startedAt ? at : cart.startedAt,
    abandonedAt: isLatest ? null : cart.abandonedAt,
    orderId: isLatest ? null : cart.orderId,
  }
  return ownedBy(next, owner, true)
}

/** How long before the order a cart may have been left, where only the person says that it is the same. */
const sameCart = sql`interval '24 hours'`

/**
 * The carts that orders came of: by the cart's id, else what the same device or customer was filling. A cart without an
 * id of its own gives up its name, so that the next one is another.
 */
export const closeCarts = async (
  ctx: Context,
  orders: readonly (ReadOrder & { orderId: string })[],
) => {
  const placed = orders.flatMap(({ placed, orderId }) => (placed ? [{ ...placed, orderId }] : []))
  if (placed.length === 0) return
  const list = placed.map(({ cartId, event, owner, orderId }) => ({
    orderId,
    source: event.shop,
    cartId: cartId ?? null,
    device: event.anonymousId,
    customerId: (owner as Owner).customerId ?? null,
    at: event.at,
  }))
  const mine = sql`workspace_id = ${ctx.workspaceId}`
  const unnamed = sql`o."cartId" is null and external_id like 'visitor:%' and last_at > o.at - ${sameCart}`
  // Found first: joined the other way round, every cart would look through every order.
  await sql`
    with found as materialized (
      select distinct on (k.id) k.id, o."orderId", o.at
      from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as o("orderId" uuid, source text, "cartId" text, device text,
        "customerId" uuid, at timestamptz)
      cross join lateral (
        select id, last_at from cart where ${mine} and source = o.source and external_id = o."cartId"
        union all select id, last_at from cart where ${mine} and anonymous_id = o.device and ${unnamed}
        union all select id, last_at from cart where ${mine} and customer_id = o."customerId" and ${unnamed}) as k
      where k.last_at <= o.at order by k.id, o.at)
    update cart c set state = 'ordered', order_id = found."orderId",
      external_id = case when c.external_id like 'visitor:%' then left(c.external_id, 150) || '#' || c.id else c.external_id end
    from found where c.workspace_id = ${ctx.workspaceId} and c.id = found.id
      and c.state in ('open', 'checkout', 'abandoned')`.execute(ctx.db)
}

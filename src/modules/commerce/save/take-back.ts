import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { moveAlong } from './move-along.ts'
import { comeTo, type ItemInput, type OrderInput, type OrderRow, orderShape } from './order-row.ts'
import type { OrderWas } from './order-was.ts'
import { replaceItems } from './replace-items.ts'
import { isSame, readRows, updateRows } from './rows.ts'
import { sayContacts } from './say-contacts.ts'
import { readSteps, type Step } from './steps.ts'

/** Fields that go together, and by what name they are told of; those not told of follow from the others. */
const toldAs: Readonly<Record<string, string>> = {
  customerId: 'customer',
  itemsMark: 'items',
  number: 'number',
  placedAt: 'placedAt',
  currency: 'currency',
  total: 'total',
  subtotal: 'subtotal',
  tax: 'tax',
  shipping: 'shipping',
  discount: 'discount',
  refunded: 'refunded',
  coupon: 'coupon',
  shop: 'shop',
  url: 'url',
  contact: 'contact',
}

/** What one update did. `isOurs`: whoever made it made the order too, so afterwards it counts as not changed. */
type TakeBack = { orderId: string; was: OrderWas; isOurs: boolean }

/** An order as it is put back, step by step. */
type Draft = { row: OrderRow; before: OrderRow; steps: Step[]; items: ItemInput[] | undefined }

/**
 * Puts orders back as they were before updates, the last first, but for what somebody changed since; for each update the
 * names of what stayed. An order that is gone has nothing left of it. In a few statements, however many.
 */
export const takeBackUpdates = async (
  ctx: Context,
  updates: readonly TakeBack[],
): Promise<string[][]> => {
  if (updates.length === 0) return []
  const ids = [...new Set(updates.map(({ orderId }) => orderId))]
  const drafts = await readDrafts(ctx, ids)
  const stayed = updates.map((update) => {
    const draft = drafts.get(update.orderId)
    return draft ? putBack(draft, update, ctx.now) : []
  })
  await sql`delete from order_step where workspace_id = ${ctx.workspaceId} and subject_id = any(${ids}::uuid[])
    and id = any(${updates.flatMap(({ was }) => was.steps)}::uuid[])`.execute(ctx.db)
  const all = [...drafts.values()]
  await updateRows(
    ctx,
    'customer_order',
    orderShape,
    all.map(({ row }) => row),
  )
  await replaceItems(
    ctx,
    all.flatMap(({ row, items }) => (items ? [{ orderId: row.id, items, isNew: false }] : [])),
  )
  const moved = all.flatMap(({ row, before }) =>
    row.customerId === before.customerId ? [] : [{ id: row.id, was: before.customerId }],
  )
  const movedIds = moved.map(({ id }) => id)
  await moveAlong(ctx, movedIds)
  await sayContacts(ctx, movedIds, moved)
  return stayed
}

const putBack = (draft: Draft, { was, isOurs }: TakeBack, now: Date): string[] => {
  const { row } = draft
  const is = (name: string, value: unknown) =>
    isSame({ value: row[name as keyof OrderRow] }, { value })
  const isMarkOurs = was.fields.itemsMark && is('itemsMark', was.fields.itemsMark.put)
  const fields = Object.entries(was.fields)
  const back = fields.filter(([name, { put }]) =>
    /^item/.test(name) ? isMarkOurs : name !== 'changedAt' && is(name, put),
  )
  const restored = { ...row, ...Object.fromEntries(back.map(([name, one]) => [name, one.was])) }
  const kept = fields.flatMap(([name, one]) =>
    toldAs[name] && !is(name, one.put) && !is(name, one.was) ? [toldAs[name]] : [],
  )
  const gone = new Set(was.steps)
  draft.steps = draft.steps.filter(({ id }) => !gone.has(id))
  const nothing: OrderInput = { source: row.source, externalId: row.externalId, states: [] }
  const after = comeTo(restored, draft.steps, nothing).row
  const changed = was.fields.changedAt
  const isWhole = isOurs && kept.length === 0 && changed && is('changedAt', changed.put)
  draft.row = { ...after, changedAt: isWhole ? (changed.was as Date) : now }
  if (was.items && isMarkOurs) draft.items = was.items
  return kept
}

/** Locked until the transaction ends; by their ids. */
const readDrafts = async (ctx: Context, ids: readonly string[]) => {
  const { rows } = await sql<{ source: string; externalId: string }>`
    select source, external_id as "externalId" from customer_order
    where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  const found = await readRows<OrderRow>(ctx, 'customer_order', orderShape, rows)
  const steps = await readSteps(ctx, ids)
  return new Map(
    [...found.values()].map((row): [string, Draft] => [
      row.id,
      { row, before: row, steps: steps.get(row.id) ?? [], items: undefined },
    ]),
  )
}

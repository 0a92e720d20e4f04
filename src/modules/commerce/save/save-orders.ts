import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { withoutErased } from './erased.ts'
import { joinFollowups } from './join-followups.ts'
import { moveAlong } from './move-along.ts'
import {
  comeTo,
  describeItems,
  type ItemInput,
  newOrder,
  type OrderInput,
  type OrderRow,
  orderShape,
  ownedBy,
} from './order-row.ts'
import { noteWas, type OrderWas } from './order-was.ts'
import { replaceItems } from './replace-items.ts'
import { insertRows, isSame, keyOf, overlay, readRows, updateRows } from './rows.ts'
import { sayContacts } from './say-contacts.ts'
import { insertSteps, readSteps, type Step } from './steps.ts'
import { tellOrders } from './tell.ts'

export type Saved = {
  id: string
  externalId: string
  outcome: 'created' | 'updated' | 'unchanged'
  /** Of what was updated, where it was to be remembered: with the first of the inputs that say something of an order. */
  was?: OrderWas
  /** Whose it is was not said again: that person was erased. */
  withheld?: true
}
export type SaveOptions = {
  /** Tells the log nothing: what is brought in from the past is no news. */
  quiet?: boolean
  /** Gives back what was there before, for `takeBackUpdates`. */
  remember?: boolean
}

export type Draft = {
  row: OrderRow
  before: OrderRow | undefined
  steps: Step[]
  fresh: Step[]
  items: readonly ItemInput[] | undefined
  input: OrderInput
}

const atOnce = 1000
const rounds = 3

/**
 * Creates or updates orders by source and external id, in a few statements however many; one result for each, in their
 * order. The same again changes nothing, what is older than what stands there only fills gaps, and a state is never
 * turned back. Takes its own transactions of at most a thousand orders, or joins the caller's.
 */
export const saveOrders = async (
  ctx: Context,
  inputs: readonly OrderInput[],
  options: SaveOptions = {},
): Promise<Saved[]> => {
  const saved: Saved[] = []
  for (let from = 0; from < inputs.length; from += atOnce) {
    const some = inputs.slice(from, from + atOnce)
    saved.push(...(await inTransaction(ctx, (ctx) => saveSome(ctx, some, options, rounds))))
  }
  return saved
}

const saveSome = async (
  ctx: Context,
  given: readonly OrderInput[],
  options: SaveOptions,
  left: number,
): Promise<Saved[]> => {
  const existing = await readRows<OrderRow>(ctx, 'customer_order', orderShape, given)
  const nameOf = (one: OrderInput) => [{ ...one, kind: 'order' as const }]
  const { kept: inputs, withheld } = await withoutErased(ctx, given, nameOf, ['contact', 'url'])
  const steps = await readSteps(
    ctx,
    [...existing.values()].map((row) => row.id),
  )
  const drafts = new Map<string, Draft>()
  for (const input of inputs) {
    const key = keyOf(input)
    const before = existing.get(key)
    const draft = drafts.get(key) ?? {
      row: before ?? newOrder(input, ctx.now),
      before,
      steps: steps.get(before?.id ?? '') ?? [],
      fresh: [],
      items: undefined,
      input,
    }
    drafts.set(key, applyOrder(draft, input, ctx.now))
  }
  const created = [...drafts.values()].filter((draft) => !draft.before)
  const made = await insertRows(
    ctx,
    'customer_order',
    orderShape,
    created.map((draft) => draft.row),
  )
  if (made.size < created.length) {
    // Somebody else was first with some: those are now there to be updated.
    if (left === 0) throw new Error('orders that are neither there nor can be inserted')
    await sql`delete from customer_order where workspace_id = ${ctx.workspaceId} and id = any(${[...made]}::uuid[])`.execute(
      ctx.db,
    )
    return saveSome(ctx, given, options, left - 1)
  }
  const changed = [...drafts.values()].filter((draft) => draft.before && isChanged(draft))
  await updateRows(
    ctx,
    'customer_order',
    orderShape,
    changed.map(({ row }) => ({ ...row, changedAt: ctx.now })),
  )
  const written = [...created, ...changed]
  const notes = options.remember ? await noteWas(ctx, changed) : new Map<string, OrderWas>()
  await replaceItems(
    ctx,
    written.flatMap(({ row, before, items }) =>
      items ? [{ orderId: row.id, items, isNew: !before }] : [],
    ),
  )
  await insertSteps(
    ctx,
    written.flatMap((draft) => draft.fresh),
  )
  await moveAlong(
    ctx,
    changed
      .filter((draft) => draft.before!.customerId !== draft.row.customerId)
      .map((draft) => draft.row.id),
  )
  const moved = written.flatMap(({ before, row }) =>
    before && before.customerId !== row.customerId ? [{ id: row.id, was: before.customerId }] : [],
  )
  await sayContacts(
    ctx,
    written.filter(({ row }) => row.contact?.phone).map(({ row }) => row.id),
    moved,
  )
  if (!options.quiet) await tellOrders(ctx, written)
  const derived = await joinFollowups(
    ctx,
    created.map(({ row }) => row),
  )
  if (derived.length > 0) await saveSome(ctx, derived, options, rounds)
  return inputs.map((input, index) => {
    const draft = drafts.get(keyOf(input))!
    const was = notes.get(draft.row.id)
    notes.delete(draft.row.id)
    return {
      id: draft.row.id,
      externalId: input.externalId,
      outcome: !draft.before ? 'created' : isChanged(draft) ? 'updated' : 'unchanged',
      ...(was ? { was } : {}),
      ...(withheld.has(index) ? { withheld: true } : {}),
    }
  })
}

const isChanged = ({ row, before, fresh }: Draft) =>
  fresh.length > 0 || !isSame({ ...row, asOf: 0 }, { ...before, asOf: 0 })

const applyOrder = (draft: Draft, input: OrderInput, now: Date): Draft => {
  const asOf = input.asOf ?? now
  const before = draft.row
  const { owner, items, states, externalId, source, ...said } = input
  let row = overlay<OrderRow>(before, said as Partial<OrderRow>, asOf)
  row = ownedBy(row, owner, input.ownerCounts ?? false)
  if (row.customerId === null && owner?.anonymousId) row.anonymousId ??= owner.anonymousId
  if (row.customerId !== null) row.anonymousId = null
  const told = items && (asOf >= before.asOf || before.itemsMark === '') ? items : undefined
  const described = told && describeItems(told)
  const isNew = described && described.itemsMark !== before.itemsMark
  if (isNew) row = { ...row, ...described }
  const reached = comeTo(row, [...draft.steps, ...draft.fresh], input)
  return {
    ...draft,
    row: reached.row,
    fresh: [...draft.fresh, ...reached.fresh],
    items: isNew ? told : draft.items,
    input: { ...input, toldAt: draft.input.toldAt ?? input.toldAt },
  }
}

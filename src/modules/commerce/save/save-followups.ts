import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { recordAll } from '../../../foundation/server/events/record.ts'
import { claimChanged, deliveryChanged, returnChanged } from '../events.ts'
import { type RowName, withoutErased } from './erased.ts'
import {
  type FollowupInput,
  type FollowupKind,
  type FollowupRow,
  followupShape,
  newFollowup,
} from './followup-row.ts'
import { deriveStates } from './join-followups.ts'
import { moveSteps } from './move-along.ts'
import { type OrderRow, orderShape, ownedBy } from './order-row.ts'
import { insertRows, isSame, keyOf, overlay, readRows, updateRows } from './rows.ts'
import { type Saved, type SaveOptions, saveOrders } from './save-orders.ts'
import { firstOf, furthest, insertSteps, makeStep, readSteps, type Step, stepKey } from './steps.ts'

type Draft = {
  row: FollowupRow
  before: FollowupRow | undefined
  steps: Step[]
  fresh: Step[]
  toldAt: Date | undefined
}

const atOnce = 1000
const rounds = 3
const told = { delivery: deliveryChanged, return: returnChanged, claim: claimChanged }

const save =
  (kind: FollowupKind) =>
  async (
    ctx: Context,
    inputs: readonly FollowupInput[],
    options: SaveOptions = {},
  ): Promise<Saved[]> => {
    const saved: Saved[] = []
    for (let from = 0; from < inputs.length; from += atOnce) {
      const some = inputs.slice(from, from + atOnce)
      saved.push(...(await inTransaction(ctx, (ctx) => saveSome(ctx, kind, some, options, rounds))))
    }
    return saved
  }

/** As `saveOrders`: by source and external id, in few statements, a result for each; the same again changes nothing. */
export const saveDeliveries = save('delivery')
export const saveReturns = save('return')
export const saveClaims = save('claim')

const personal = ['reason', 'trackingNumber', 'trackingUrl', 'serialNumber'] as const

/** What may have been erased of it: the row itself, or the order that it follows. */
const namesOf =
  (kind: FollowupKind) =>
  ({ source, externalId, orderExternalId }: FollowupInput): RowName[] => [
    { kind, source, externalId },
    ...(orderExternalId ? [{ kind: 'order' as const, source, externalId: orderExternalId }] : []),
  ]

const saveSome = async (
  ctx: Context,
  kind: FollowupKind,
  given: readonly FollowupInput[],
  options: SaveOptions,
  left: number,
): Promise<Saved[]> => {
  const table = 'order_followup'
  const read = (lock: boolean) =>
    readRows<FollowupRow>(ctx, table, followupShape, given, { kind, lock })
  // Orders are locked before what follows them, by everybody.
  const orders = await readOrders(ctx, given, [...(await read(false)).values()])
  const existing = await read(true)
  const { kept: inputs, withheld } = await withoutErased(ctx, given, namesOf(kind), personal)
  const steps = await readSteps(
    ctx,
    [...existing.values()].map((row) => row.id),
  )
  const drafts = new Map<string, Draft>()
  for (const input of inputs) {
    const before = existing.get(keyOf(input))
    const draft = drafts.get(keyOf(input)) ?? {
      row: before ?? newFollowup(kind, input, ctx.now),
      before,
      steps: steps.get(before?.id ?? '') ?? [],
      fresh: [],
      toldAt: input.toldAt,
    }
    drafts.set(keyOf(input), applyFollowup(kind, draft, input, orders, ctx.now))
  }
  const created = [...drafts.values()].filter((draft) => !draft.before)
  const rows = created.map((draft) => draft.row)
  const made = await insertRows(ctx, table, followupShape, rows)
  if (made.size < created.length) {
    // Somebody else was first with some: those are now there to be updated.
    if (left === 0) throw new Error('rows that are neither there nor can be inserted')
    await sql`delete from order_followup where workspace_id = ${ctx.workspaceId} and id = any(${[...made]}::uuid[])`.execute(
      ctx.db,
    )
    return saveSome(ctx, kind, given, options, left - 1)
  }
  const changed = [...drafts.values()].filter((draft) => draft.before && isChanged(draft))
  const updated = changed.map(({ row }) => ({ ...row, changedAt: ctx.now }))
  await updateRows(ctx, table, followupShape, updated)
  const written = [...created, ...changed]
  await insertSteps(
    ctx,
    written.flatMap((draft) => draft.fresh),
  )
  await moveSteps(
    ctx,
    changed.map((draft) => draft.row.id),
  )
  if (!options.quiet) await tell(ctx, kind, written)
  if (kind === 'delivery') {
    const orderIds = [...new Set(written.flatMap(({ row }) => row.orderId ?? []))]
    const toldAt = options.quiet ? undefined : written[0]?.toldAt
    const derived = await deriveStates(ctx, orderIds)
    await saveOrders(
      ctx,
      derived.map((one) => ({ ...one, toldAt })),
      options,
    )
  }
  return inputs.map((input, index) => {
    const draft = drafts.get(keyOf(input))!
    const outcome = !draft.before ? 'created' : isChanged(draft) ? 'updated' : 'unchanged'
    const { externalId } = input
    return {
      id: draft.row.id,
      externalId,
      outcome,
      ...(withheld.has(index) ? { withheld: true } : {}),
    }
  })
}

const isChanged = ({ row, before, fresh }: Draft) =>
  fresh.length > 0 || !isSame({ ...row, asOf: 0 }, { ...before, asOf: 0 })

const readOrders = (
  ctx: Context,
  inputs: readonly FollowupInput[],
  existing: readonly FollowupRow[],
) =>
  readRows<OrderRow>(
    ctx,
    'customer_order',
    orderShape,
    [...inputs, ...existing].flatMap(({ source, orderExternalId }) =>
      orderExternalId ? [{ source, externalId: orderExternalId }] : [],
    ),
  )

const applyFollowup = (
  kind: FollowupKind,
  draft: Draft,
  input: FollowupInput,
  orders: ReadonlyMap<string, OrderRow>,
  now: Date,
): Draft => {
  const { owner, externalId, source, states: given, ...said } = input
  const isFirst = draft.steps.length + draft.fresh.length + given.length === 0
  const states = isFirst ? [{ state: firstOf(kind), at: draft.row.begunAt }] : given
  let row = overlay<FollowupRow>(draft.row, said as Partial<FollowupRow>, input.asOf ?? now)
  const order =
    row.orderExternalId === null
      ? undefined
      : orders.get(keyOf({ source, externalId: row.orderExternalId }))
  if (order) {
    row.orderId = order.id
    row.currency ??= order.currency
  }
  row = ownedBy(row, order?.customerId ? order : owner, order?.customerId !== undefined)
  const known = new Set([...draft.steps, ...draft.fresh].map(stepKey))
  const of = {
    kind,
    subjectId: row.id,
    orderId: row.orderId,
    customerId: row.customerId,
    currency: row.currency,
    trackedEventId: input.trackedEventId ?? null,
  }
  const fresh = states
    .filter((one) => !known.has(stepKey(one)))
    .map((one) => makeStep(of, { amount: input.amount ?? null, ...one }))
  const all = [...draft.steps, ...draft.fresh, ...fresh]
  const { state, at: stateAt } = furthest(kind, all)
  const begunAt = new Date(Math.min(row.begunAt.getTime(), ...all.map((step) => step.at.getTime())))
  return { ...draft, row: { ...row, state, stateAt, begunAt }, fresh: [...draft.fresh, ...fresh] }
}

const tell = (ctx: Context, kind: FollowupKind, drafts: readonly Draft[]) =>
  recordAll(
    ctx,
    told[kind],
    drafts.map(({ row, toldAt }) => ({
      subjects: row.customerId ? { customerId: row.customerId } : {},
      ...(toldAt ? { at: toldAt } : {}),
      facts: { id: row.id, orderId: row.orderId, state: row.state, source: row.source },
    })),
  )

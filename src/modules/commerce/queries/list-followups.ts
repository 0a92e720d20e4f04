import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { componentOf, requireStanding } from '../../customers/index.ts'
import { hideContact } from '../../members/index.ts'
import type * as contract from '../contract.ts'
import type { FollowupKind } from '../save/followup-row.ts'
import { readSteps, type Step } from '../save/steps.ts'
import {
  type Delivery,
  type Return,
  type WarrantyClaim,
  waitingStates,
} from '../shapes/contract.ts'
import {
  joinPerson,
  peopleFound,
  personColumns,
  showNumber,
  showPerson,
  visiblePerson,
  type WithCustomer,
} from './customer-of.ts'
import { numberedLike } from './list-orders.ts'
import { shopsIn } from './list-shops.ts'

type Listed = WithCustomer & {
  id: string
  kind: FollowupKind
  source: string
  externalId: string
  orderId: string | null
  orderNumber: string | null
  state: string
  stateAt: Date
  carrier: string | null
  trackingNumber: string | null
  trackingUrl: string | null
  expectedAt: Date | null
  serialNumber: string | null
  reason: string | null
  items: z.input<typeof Delivery>['items']
  currency: string | null
  amount: number | null
  begunAt: Date
  zone: string | null
  changedAt: Date
}

const columns = sql`f.id, f.kind, f.source, f.external_id as "externalId", f.order_id as "orderId", o.number as "orderNumber",
  f.state, f.state_at as "stateAt", f.carrier, f.tracking_number as "trackingNumber", f.tracking_url as "trackingUrl",
  f.expected_at as "expectedAt", f.serial_number as "serialNumber", f.reason, f.items, f.currency, f.amount,
  f.begun_at as "begunAt", f.zone, f.changed_at as "changedAt", ${personColumns}`

const selectFollowups = (
  ctx: Context,
  conditions: RawBuilder<unknown>,
  limit: number,
) => sql<Listed>`
  select ${columns} from order_followup f
  left join customer_order o on o.workspace_id = f.workspace_id and o.id = f.order_id
  ${joinPerson('f')}
  where f.workspace_id = ${ctx.workspaceId} and ${visiblePerson(ctx)} and ${conditions}
  order by f.begun_at desc, f.id desc limit ${limit}`

const withoutContact = (item: Listed['items'][number]) => ({
  ...item,
  name: hideContact(item.name ?? ''),
  url: null,
})

export const showSteps = (steps: readonly Step[] | undefined) =>
  (steps ?? []).map(({ state, at, amount }) => ({ state, at, amount }))

const show = (ctx: Context, row: Listed, steps: readonly Step[] | undefined) => {
  const { who: _, whoName: __, whoShown: ___, ...rest } = row
  const { contact } = ctx.sight
  return {
    ...rest,
    customer: showPerson(ctx, row),
    externalId: showNumber(ctx, row.externalId),
    orderNumber: showNumber(ctx, row.orderNumber),
    items: contact ? row.items : row.items.map(withoutContact),
    reason: row.reason && !contact ? hideContact(row.reason) : row.reason,
    // A carrier's page shows where it goes.
    trackingUrl: contact ? row.trackingUrl : null,
    trackingNumber: contact ? row.trackingNumber : null,
    steps: showSteps(steps),
  }
}

const showAll = async (ctx: Context, rows: readonly Listed[]) => {
  const steps = await readSteps(
    ctx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => show(ctx, row, steps.get(row.id)))
}

const mostOfAnOrder = 200

/** All that followed one order, latest first. */
export const readFollowupsOf = async (ctx: Context, orderId: string) => {
  const { rows } = await selectFollowups(ctx, sql`f.order_id = ${orderId}`, mostOfAnOrder).execute(
    ctx.db,
  )
  const shown = await showAll(ctx, rows)
  const of = <T>(kind: FollowupKind) => shown.filter((row) => row.kind === kind) as unknown as T[]
  return {
    deliveries: of<z.input<typeof Delivery>>('delivery'),
    returns: of<z.input<typeof Return>>('return'),
    warrantyClaims: of<z.input<typeof WarrantyClaim>>('claim'),
  }
}

type Input = Omit<z.output<typeof contract.listReturns.input>, 'state'> & {
  state?: string | undefined
}

const list =
  <Row>(kind: FollowupKind) =>
  async (ctx: Context, input: Input): Promise<{ data: Row[]; next: string | null }> => {
    const before = parseCursor(input.after)
    const conditions = [sql`f.kind = ${kind}`]
    if (input.customerId) {
      const ids = await componentOf(ctx, await requireStanding(ctx, input.customerId))
      conditions.push(sql`f.customer_id = any(${ids}::uuid[])`)
    }
    if (input.orderId) conditions.push(sql`f.order_id = ${input.orderId}`)
    if (input.source) conditions.push(sql`f.source = ${input.source}`)
    if (input.waiting) conditions.push(sql`f.state = any(${[...waitingStates[kind]]}::text[])`)
    const search = input.search?.normalize('NFKC').trim()
    if (search) conditions.push(await matching(ctx, kind, search))
    if (input.state) conditions.push(sql`f.state = ${input.state}`)
    if (input.from) conditions.push(sql`f.begun_at >= ${input.from}::timestamptz`)
    if (input.to) conditions.push(sql`f.begun_at < ${input.to}::timestamptz`)
    if (before)
      conditions.push(sql`(f.begun_at, f.id) < (${before.at}::timestamptz, ${before.id}::uuid)`)
    const { rows } = await selectFollowups(
      ctx,
      sql.join(conditions, sql` and `),
      input.limit + 1,
    ).execute(ctx.db)
    const shown = new Map((await showAll(ctx, rows)).map((row) => [row.id, row]))
    return toPage(
      rows,
      input.limit,
      (row) => ({ at: row.begunAt, id: row.id }),
      (row) => shown.get(row.id) as unknown as Row,
    )
  }

/** By the order's number, by its own or the parcel's in full, or by whose it is; each through an index. */
const matching = async (ctx: Context, kind: FollowupKind, search: string) => {
  const of = sql`select id from order_followup where workspace_id = ${ctx.workspaceId}`
  const number = search.replace(/^#/, '')
  const own = sql`union ${of} and kind = ${kind} and external_id = ${number}
      and source in (${shopsIn(ctx, 'order_followup')})
    union ${of} and tracking_number = ${number}`
  return sql`f.id in (
    ${of} and order_id in (${numberedLike(ctx, search)})
    union ${of} and customer_id in (${await peopleFound(ctx, search)})
    ${ctx.sight.contact ? own : sql``})`
}

export const listDeliveries = list<z.input<typeof Delivery>>('delivery')
export const listReturns = list<z.input<typeof Return>>('return')
export const listClaims = list<z.input<typeof WarrantyClaim>>('claim')

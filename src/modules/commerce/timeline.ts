import { sql } from 'kysely'
import type { TimelineSource } from '../customers/index.ts'
import { hideContact } from '../members/index.ts'
import { timelineKind } from './follow/find-told.ts'
import type { Kind } from './save/steps.ts'

type Row = {
  id: string
  kind: Kind
  state: string
  at: Date
  amount: number | null
  currency: string | null
  trackedEventId: string | null
  orderId: string | null
  externalId: string | null
  number: string | null
  total: number | null
  itemNames: string[] | null
  carrier: string | null
  reason: string | null
  unverified: boolean
}

/** What became of a customer's orders, deliveries, returns and warranty claims. */
export const listPurchases: TimelineSource = async (ctx, customer, { before, limit, kinds }) => {
  if (ctx.actor.type !== 'system' && !ctx.can.has('order.read')) return []
  const wanted =
    kinds && !kinds.has('order') ? [...kinds].filter((kind) => /^order\./.test(kind)) : undefined
  if (wanted?.length === 0) return []
  const { rows } = await sql<Row>`
    select s.id, s.kind, s.state, s.at, s.amount, coalesce(s.currency, o.currency) as currency,
      s.tracked_event_id as "trackedEventId", o.id as "orderId", o.external_id as "externalId", o.number, o.total,
      o.item_names as "itemNames", f.carrier, f.reason, coalesce(i.trust = 'claimed', false) as unverified
    from order_step s
    left join customer_order o on o.workspace_id = s.workspace_id and o.id = s.order_id
    left join order_followup f on f.workspace_id = s.workspace_id and f.id = s.subject_id and s.kind <> 'order'
    left join identifier i on i.workspace_id = o.workspace_id and i.id = o.identifier_id
    where s.workspace_id = ${ctx.workspaceId} and s.customer_id = any(${[...customer.ids]}::uuid[]) and not s.derived
      ${wanted ? sql`and 'order.' || case s.kind when 'order' then '' else s.kind || '-' end || s.state = any(${wanted}::text[])` : sql``}
      ${before ? sql`and s.at <= ${before.at} and (s.at, s.id::text collate "C") < (${before.at}::timestamptz, ${before.id}::text)` : sql``}
    order by s.at desc, s.id desc limit ${limit}`.execute(ctx.db)
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    kind: timelineKind(row),
    title: row.number ?? '',
    text: textOf(row, ctx.sight.contact),
    channel: null,
    direction: null,
    conversationId: null,
    messageId: null,
    unverified: row.unverified,
    facts: {
      order: row.orderId,
      orderId: row.externalId,
      number: row.number,
      carrier: row.carrier,
      value: amountShown(row),
      currency: row.currency,
      ...(row.trackedEventId ? { trackedEventId: row.trackedEventId } : {}),
    },
  }))
}

const amountShown = ({ kind, state, amount, total }: Row) =>
  kind === 'return' || state === 'refunded'
    ? (amount ?? (kind === 'order' ? total : null))
    : kind === 'order' && state !== 'shipped' && state !== 'delivered'
      ? total
      : null

const textOf = ({ kind, state, number, itemNames, reason }: Row, sees: boolean) => {
  const said = kind === 'return' || kind === 'claim' ? (reason?.slice(0, 300) ?? '') : ''
  const items = kind === 'order' && state === 'placed' ? (itemNames ?? []).join(' · ') : ''
  const text = [number ? `#${number}` : '', items, said].filter(Boolean).join(' · ')
  return text === '' ? null : sees ? text : hideContact(text)
}

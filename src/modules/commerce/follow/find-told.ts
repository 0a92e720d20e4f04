import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { type CommerceEvent, meanings } from './commerce-event.ts'
import { readFollowup } from './read-followup.ts'
import { readOrder } from './read-order.ts'

type Tracked = Pick<
  CommerceEvent,
  'id' | 'name' | 'at' | 'shop' | 'anonymousId' | 'userId' | 'properties'
>

/**
 * Those tracked events that these customers' timelines tell of already, as a state of an order or of what follows it, also
 * where the event came twice; each with the kind it is told as. None for whoever may not see orders.
 */
export const findTold = async (
  ctx: Context,
  customerIds: readonly string[],
  events: readonly Tracked[],
): Promise<Map<string, string>> => {
  if (ctx.actor.type !== 'system' && !ctx.can.has('order.read')) return new Map()
  const said = events.flatMap((event) => whatItSays(event) ?? [])
  if (said.length === 0) return new Map()
  const { rows } = await sql<{ id: string; kind: string; state: string }>`
    select e.id, e.kind, e.state
    from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as e(id text, kind text, source text, "externalId" text, state text, key text)
    join lateral (
      select o.id from customer_order o where e.kind = 'order' and o.workspace_id = ${ctx.workspaceId}
        and o.source = e.source and o.external_id = e."externalId"
      union all select f.id from order_followup f where e.kind <> 'order' and f.workspace_id = ${ctx.workspaceId}
        and f.kind = e.kind and f.source = e.source and f.external_id = e."externalId") as subject on true
    join order_step s on s.workspace_id = ${ctx.workspaceId} and s.subject_id = subject.id and s.state = e.state
      and s.key = e.key and not s.derived and s.customer_id = any(${[...customerIds]}::uuid[])`.execute(
    ctx.db,
  )
  return new Map(rows.map((row) => [row.id, timelineKind(row)]))
}

/** `order.placed`, `order.delivery-shipped`, `order.return-requested` … */
export const timelineKind = ({ kind, state }: { kind: string; state: string }) =>
  kind === 'order' ? `order.${state}` : `order.${kind}-${state}`

const whatItSays = (tracked: Tracked) => {
  const meaning = meanings.get(tracked.name)
  if (!meaning) return undefined
  const event = { ...tracked, receivedAt: tracked.at, email: null, zone: null }
  const meant = { event: { ...event, customerId: undefined }, meaning, owner: {} }
  const found = readOrder(meant)?.order ?? readFollowup(meant)
  const first = found?.states?.[0]
  if (!found || !first) return undefined
  const { source, externalId } = found
  return {
    id: tracked.id,
    kind: meaning.of,
    source,
    externalId,
    state: first.state,
    key: first.key ?? '',
  }
}

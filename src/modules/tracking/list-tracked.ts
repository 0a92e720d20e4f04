import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import type { Cursor } from '../../foundation/server/cursor.ts'
import type { ToldConsent } from '../consents/index.ts'
import type { Held } from '../customers/index.ts'
import { vitalsEvent } from './visits/vitals.ts'

export type TrackedItem = ToldConsent & {
  id: string
  at: Date
  kind: string
  name: string
  /** The shop that its source speaks for. */
  shop: string
  anonymousId: string | null
  userId: string | null
  url: string | null
  title: string | null
  referrer: string | null
  properties: Record<string, unknown>
}

const columns = sql`e.id, e.at, e.kind, e.name, e.anonymous_id as "anonymousId", coalesce((select s.shop from source s
    where s.workspace_id = e.workspace_id and s.id = e.source_id), e.source_id::text) as shop,
  e.user_id as "userId", coalesce(e.context #>> '{page,url}', e.properties ->> 'url') as url,
  coalesce(e.context #>> '{page,title}', e.properties ->> 'title') as title,
  coalesce(e.context #>> '{page,referrer}', e.properties ->> 'referrer') as referrer, e.properties,
  e.context #> '{consent,categoryPreferences}' as "categoryPreferences", e.context -> 'consentManagement' as "consentManagement"`

/** These tracked events, in no order; what is gone by its retention is left out. */
export const readTrackedById = async (ctx: Context, ids: readonly string[]) => {
  const { rows } = await sql<TrackedItem>`
    select ${columns} from tracked_event e
    where e.workspace_id = ${ctx.workspaceId} and e.id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return rows
}

/**
 * Tracked events of these ids, newest first, strictly before `before`; how fast pages were stands at the visit instead. One short index walk per id, so that neither a
 * long history nor a busy site makes it slower. An event that names another user is theirs, also on a shared device; one
 * that names nobody is of whoever had the device then.
 * Ids compare as text, since the cursor may be of another kind of row.
 */
export const listTrackedOf = async (
  ctx: Context,
  ids: { devices: readonly Held[]; userIds: readonly string[] },
  options: { before: Cursor | undefined; limit: number; kinds?: readonly string[] | undefined },
): Promise<TrackedItem[]> => {
  const { before, limit, kinds } = options
  const older = before
    ? sql`and at <= ${before.at} and (at, id::text collate "C") < (${before.at}::timestamptz, ${before.id}::text)`
    : sql``
  const ofKinds = kinds ? sql`and kind = any(${[...kinds]}::text[])` : sql``
  const { devices } = ids
  const userIds = [...ids.userIds]
  const held = sql`unnest(${devices.map((one) => one.value)}::text[], ${devices.map((one) => one.from)}::timestamptz[],
    ${devices.map((one) => one.to)}::timestamptz[]) as wanted(value, valid_from, valid_to)`
  const inTime = sql`and at >= coalesce(wanted.valid_from, '-infinity') and at < coalesce(wanted.valid_to, 'infinity')`
  const named = sql`unnest(${userIds}::text[]) as wanted(value)`
  const walk = (column: 'anonymous_id' | 'user_id', values: typeof held, more = sql``) => sql`
    select e.* from ${values} cross join lateral (
      select id, at, received_at from tracked_event
      where workspace_id = ${ctx.workspaceId} and ${sql.ref(column)} = wanted.value ${more} ${older} ${ofKinds}
        and not (kind = 'track' and name = ${vitalsEvent})
      order by at desc, id desc limit ${limit}) as e`
  const ask = sql<TrackedItem>`
    with found as materialized (
      select distinct id, at, received_at from (
        ${walk('anonymous_id', held, sql`${inTime} and (user_id is null or user_id = any(${userIds}::text[]))`)}
        union all ${walk('user_id', named)}) as either
      order by at desc, id desc limit ${limit})
    select ${columns}
    from found join tracked_event e on e.workspace_id = ${ctx.workspaceId} and e.id = found.id
      and e.received_at = found.received_at
    order by e.at desc, e.id desc`
  // Told to expect few events of anybody, the planner would sort all of somebody's who has ten thousand.
  return inTransaction(ctx, async ({ db }) => {
    await sql`set local enable_sort = off`.execute(db)
    const { rows } = await ask.execute(db)
    await sql`set local enable_sort = on`.execute(db)
    return rows
  })
}

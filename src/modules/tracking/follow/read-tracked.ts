import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import { commerceEvents } from '../../commerce/index.ts'
import type { ToldConsent } from '../../consents/index.ts'
import { vitalsEvent } from '../visits/vitals.ts'

/** What following needs of a tracked event; texts are the sender's and may be anything. */
export type TrackedRow = ToldConsent & {
  tx: string
  number: string
  workspaceId: string
  sourceId: string
  id: string
  kind: string
  name: string
  anonymousId: string | null
  userId: string | null
  at: Date
  receivedAt: Date
  /** Whether somebody was looking at a page or screen. */
  seen: boolean
  url: string | null
  title: string | null
  referrer: string | null
  utm: Record<string, unknown> | null
  email: string | null
  phone: string | null
  externalIds: unknown
  personName: string | null
  locale: string | null
  previousId: string | null
  /** Of the sender's clock. */
  zone: string | null
  /** What an event of a shop says. */
  commerce: Record<string, unknown> | null
  userAgent: string | null
  /** Client hints, where the browser gives them. */
  platform: string | null
  mobile: string | null
  /** How fast a page was, from our snippet. */
  vitals: Record<string, unknown> | null
}

type Told = Omit<TrackedRow, 'at' | 'receivedAt'> & { at: number; receivedAt: number }

export type Place = { tx: string; number: string }

/** Events after a place, oldest first, below the snapshot horizon: nothing can still appear before them. */
export const readTracked = async (
  db: Kysely<Database>,
  after: Place,
  limit: number,
): Promise<TrackedRow[]> => {
  const isCommerce = sql`(kind = 'track' and name = any(${[...commerceEvents]}::text[]))`
  const { rows } = await sql<Told>`
    select tx::text, number::text, workspace_id as "workspaceId", source_id as "sourceId", id, kind, name,
      anonymous_id as "anonymousId", user_id as "userId",
      date_part('epoch', at) * 1000 as at, date_part('epoch', received_at) * 1000 as "receivedAt",
      kind in ('page', 'screen') or context ?| array['page', 'screen', 'device'] as seen,
      coalesce(context #>> '{page,url}', case when kind = 'page' then properties ->> 'url' end) as url,
      coalesce(context #>> '{page,title}', case when kind = 'page' then properties ->> 'title'
        when kind = 'screen' then name end) as title,
      coalesce(context #>> '{page,referrer}', case when kind = 'page' then properties ->> 'referrer' end) as referrer,
      case when jsonb_typeof(context -> 'campaign') = 'object' then context -> 'campaign' end as utm,
      coalesce(case when kind = 'identify' then traits ->> 'email' end, context #>> '{traits,email}',
        case when ${isCommerce} then properties ->> 'email' end) as email,
      case when kind = 'identify' then coalesce(traits ->> 'phone', context #>> '{traits,phone}') end as phone,
      case when jsonb_typeof(context -> 'externalIds') = 'array' then context -> 'externalIds' end as "externalIds",
      case when kind = 'identify' then coalesce(traits ->> 'name',
        nullif(trim(concat_ws(' ', traits ->> 'firstName', traits ->> 'lastName')), '')) end as "personName",
      case when kind = 'identify' then context ->> 'locale' end as locale,
      case when kind = 'alias' then properties ->> 'previousId' end as "previousId",
      case when ${isCommerce} then context ->> 'timezone' end as zone,
      case when ${isCommerce} then properties end as commerce,
      context ->> 'userAgent' as "userAgent", context #>> '{userAgentData,platform}' as platform,
      context #>> '{userAgentData,mobile}' as mobile,
      case when kind = 'track' and name = ${vitalsEvent} then properties end as vitals,
      context #> '{consent,categoryPreferences}' as "categoryPreferences",
      context -> 'consentManagement' as "consentManagement"
    from tracked_event
    where (tx, number) > (${after.tx}::xid8, ${after.number}::bigint)
      and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by tracked_event.tx, tracked_event.number limit ${limit}`.execute(db)
  // Numbers are several times cheaper to read than the texts of moments.
  return rows.map((row) =>
    Object.assign(row, {
      at: new Date(Math.round(row.at)),
      receivedAt: new Date(Math.round(row.receivedAt)),
    }),
  )
}

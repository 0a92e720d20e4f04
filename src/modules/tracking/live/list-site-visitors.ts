import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import {
  hidden,
  hideContact,
  hideInUrl,
  ofVisibleCustomers,
  showName,
} from '../../members/index.ts'
import type * as contract from '../contract.ts'
import { told } from '../list-visits.ts'

/** Whoever did nothing for so long has left, or looks elsewhere. */
export const presentMinutes = 5

type Row = {
  visitId: string
  anonymousId: string
  customerId: string | null
  customerName: string | null
  url: string | null
  title: string | null
  since: Date
  lastAt: Date
  pageCount: number
  referrer: string | null
  source: string | null
  channel: string | null
  device: unknown
  vitals: null
  conversationId: string | null
  total: number
}

/** Visits that somebody is in the middle of, latest first; whose they are is asked of the device now. */
export const listSiteVisitors = async (
  ctx: Context,
  { limit }: z.output<typeof contract.listSiteVisitors.input>,
) => {
  const { rows } = await sql<Row>`
    with here as (
      select v.*, count(*) over ()::int as total, coalesce(p.root_id, p.id) as customer
      from visit v
      left join identifier i on i.workspace_id = v.workspace_id and i.type = 'anonymous_id' and i.value = v.anonymous_id
      left join customer p on p.workspace_id = v.workspace_id and p.id = i.customer_id
      where v.workspace_id = ${ctx.workspaceId}
        and v.started_at > ${ctx.now}::timestamptz - interval '24 hours'
        and v.last_at > ${ctx.now}::timestamptz - make_interval(mins => ${presentMinutes})
        and ${ofVisibleCustomers(ctx, 'p.id')}
      order by v.last_at desc, v.id limit ${limit})
    select here.id as "visitId", here.anonymous_id as "anonymousId", here.customer as "customerId", c.name as "customerName",
      here.last_url as url, here.last_title as title, here.started_at as since, here.last_at as "lastAt",
      here.page_count as "pageCount", here.referrer, here.source, here.channel, here.device, here.total,
      talk.conversation_id as "conversationId"
    from here
    left join customer c on c.workspace_id = here.workspace_id and c.id = here.customer
    left join lateral (select t.conversation_id from visitor w
      join thread t on t.workspace_id = w.workspace_id and t.identifier_id = w.identifier_id
      join conversation on conversation.workspace_id = t.workspace_id and conversation.id = t.conversation_id
        and conversation.status = 'open'
      where w.workspace_id = here.workspace_id and w.anonymous_id = here.anonymous_id
      order by t.created_at desc limit 1) talk on true
    order by here.last_at desc, here.id`.execute(ctx.db)
  const seesContact = ctx.sight.contact
  const data = rows.map(({ total: _, ...row }) => ({
    ...row,
    device: told(row).device,
    customerName: row.customerName && showName(ctx, row.customerName),
    ...(seesContact
      ? {}
      : {
          anonymousId: hidden,
          url: row.url && hideInUrl(row.url),
          title: row.title && hideContact(row.title),
          referrer: row.referrer && hideInUrl(row.referrer),
          source: row.source && hideContact(row.source),
        }),
  }))
  return { data, total: rows[0]?.total ?? 0 }
}

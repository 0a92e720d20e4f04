import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Range, Relations } from '../../reports/report.ts'
import { visibleTo } from '../conversations/index.ts'
import { ofVisibleConversations, ofVisibleCustomers } from '../members/index.ts'

/** What reports read, narrowed to what the asker may see. */
export const relationsFor = (ctx: Context): Relations => ({
  conversations: sql`(
    select id, number, customer_id, status, assignee_id, team_id, opened_at, resolved_at
    from conversation where ${visibleTo(ctx)})`,
  messages: sql`(
    select id, conversation_id, channel, kind, direction, author_type, author_id, automatic, state, created_at
    from message where workspace_id = ${ctx.workspaceId}
      and ${ofVisibleConversations(ctx, 'message.conversation_id')})`,
  customers: sql`(
    select customer.id, coalesce(customer.name, best.shown) as shown from customer
    left join lateral (
      select i.shown from identifier as i
      where i.workspace_id = customer.workspace_id and i.customer_id = customer.id and ${ctx.sight.contact}
      order by array_position(array['verified', 'claimed', 'device'], i.trust), i.created_at limit 1
    ) as best on true
    where customer.workspace_id = ${ctx.workspaceId} and ${ofVisibleCustomers(ctx, 'customer.id')})`,
})

/** `from` and `to` are days of `timeZone`, both included. */
export const rangeOf = (from: string, to: string, timeZone: string): Range => ({
  start: sql`(${from}::date::timestamp at time zone ${timeZone})`,
  end: sql`((${to}::date + 1)::timestamp at time zone ${timeZone})`,
  dayOf: (moment) => sql`to_char(${moment} at time zone ${timeZone}, 'YYYY-MM-DD')`,
})

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { idsOf, readContent } from '../content.ts'

type Of = { connectionIds: readonly string[]; suffix: string }

/**
 * Ids of identifiers that came by the sample alone: those its conversations, visitors and visits came by, and what
 * else its people are known by, unless anybody but the sample has ever linked them.
 */
export const findSampleIdentifiers = async (ctx: Context, { connectionIds, suffix }: Of) => {
  const { people, scripts } = readContent()
  const emails = [...people, ...Object.values(scripts).flatMap((both) => Object.values(both))].map(
    (one) => one.email,
  )
  const site = people.map((person) => idsOf(person, suffix))
  const named = sql`(type = 'email' and value = any(${emails}::text[])
    or type = 'user_id' and value = any(${site.map((one) => one.userId)}::text[])
    or type = 'anonymous_id' and value = any(${site.map((one) => one.anonymousId)}::text[]))`
  const { rows } = await sql<{ id: string }>`
    with visitors as materialized (
      select id, identifier_id, anonymous_id from visitor
      where workspace_id = ${ctx.workspaceId} and connection_id = any(${[...connectionIds]}::uuid[])
    ), base as materialized (
      select id, customer_id from identifier where workspace_id = ${ctx.workspaceId} and (
        id in (select identifier_id from visitors)
        or id in (select identifier_id from thread
          where workspace_id = ${ctx.workspaceId} and connection_id = any(${[...connectionIds]}::uuid[]))
        or type = 'anonymous_id' and value in (select anonymous_id from visitors)
        or ${named})
    ), owners as (
      select customer_id from base where customer_id is not null
      union select l.customer_id from identifier_link l join base b on b.id = l.identifier_id
      where l.workspace_id = ${ctx.workspaceId} and l.customer_id is not null
    )
    select i.id from identifier i where i.workspace_id = ${ctx.workspaceId}
      and (i.id in (select id from base) or i.customer_id in (select customer_id from owners))
      -- Who merges or splits the sample's people brings nobody new.
      and (select coalesce(bool_and(samples), false) from (
        select l.actor_type = 'system' and l.actor_id in ('sample', 'process-receipt', 'conversations-follow-customer')
          or l.actor_type = 'visitor' and l.actor_id in (select id::text from visitors)
          or l.actor_type = 'system' and l.actor_id = 'tracking' and (i.type <> 'email' or ${named}) as samples
        from identifier_link l where l.workspace_id = i.workspace_id and l.identifier_id = i.id
          and l.actor_type not in ('member', 'api-key')) as linked)`.execute(ctx.db)
  return rows.map((row) => row.id)
}

/** Those of `ids` that nothing real has come by. Each asks an index by itself: as one join they would be full scans. */
export const keepUnused = async (ctx: Context, ids: readonly string[]) => {
  const { rows } = await sql<{ id: string }>`
    select i.id from identifier i where i.workspace_id = ${ctx.workspaceId} and i.id = any(${[...ids]}::uuid[])
      and (select 1 from thread t
        where t.workspace_id = i.workspace_id and t.identifier_id = i.id limit 1) is null
      and (select 1 from message m
        where m.workspace_id = i.workspace_id and m.identifier_id = i.id limit 1) is null
      and (select 1 from visitor v
        where v.workspace_id = i.workspace_id and (v.identifier_id = i.id or v.proved_identifier_id = i.id
          or i.type = 'anonymous_id' and v.anonymous_id = i.value) limit 1) is null
      and (select 1 from tracked_event e
        where i.type = 'anonymous_id' and e.workspace_id = i.workspace_id and e.anonymous_id = i.value limit 1) is null
      and (select 1 from tracked_event e
        where i.type = 'user_id' and e.workspace_id = i.workspace_id and e.user_id = i.value limit 1) is null`.execute(
    ctx.db,
  )
  return rows.map((row) => row.id)
}

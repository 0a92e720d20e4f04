import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { forgetEvents } from '../../foundation/server/events/forget-events.ts'
import { lockIdentity } from './identifiers.ts'
import type { Person, PersonalData } from './personal-data.ts'

const idsOf = ({ identifiers }: Person) => identifiers.map(({ id }) => id)
const none = async () => ({ more: false })

/** Who they are: names, fields with where each came from, labels. Goes last, with the identifiers. */
export const profileOfPerson: PersonalData = {
  name: 'profile',
  last: true,
  read: async (ctx, { ids }) => {
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(c) - array['workspace_id', 'root_id', 'merge_act', 'search_text'] || jsonb_build_object(
        'fields', coalesce((select jsonb_agg(jsonb_build_object('field', f.field, 'value', f.value, 'source', f.source,
            'trust', f.trust, 'at', f.at) order by f.field, f.at)
          from customer_field f where f.workspace_id = c.workspace_id and f.customer_id = c.id), '[]'),
        'labels', coalesce((select jsonb_agg(l.name order by l.name) from customer_label cl
          join label l on l.workspace_id = cl.workspace_id and l.id = cl.label_id
          where cl.workspace_id = c.workspace_id and cl.customer_id = c.id), '[]')) as row
      from customer c where c.workspace_id = ${ctx.workspaceId} and c.id = any(${[...ids]}::uuid[])
      order by c.created_at limit 10000`.execute(ctx.db)
    return { rows: rows.map(({ row }) => row), next: null }
  },
  erase: async (ctx, person) => {
    await eraseCustomers(ctx, person)
    return { more: false }
  },
}

/** What they are known by, since when, and why. */
export const identifiersOfPerson: PersonalData = {
  name: 'identifiers',
  read: async (ctx, person, { after, limit }) => {
    const { rows } = await sql<{ id: string; row: Record<string, unknown> }>`
      select i.id, jsonb_build_object('type', i.type, 'value', i.shown, 'trust', i.trust, 'since', i.created_at,
        'links', coalesce((select jsonb_agg(jsonb_build_object('at', l.at, 'reason', l.reason, 'trust', l.trust)
            order by l.number) from identifier_link l
          where l.workspace_id = i.workspace_id and l.identifier_id = i.id), '[]')) as row
      from identifier i where i.workspace_id = ${ctx.workspaceId} and i.id = any(${idsOf(person)}::uuid[])
        and i.id > ${after ?? '00000000-0000-0000-0000-000000000000'}
      order by i.id limit ${limit + 1}`.execute(ctx.db)
    const shown = rows.slice(0, limit)
    return {
      rows: shown.map(({ row }) => row),
      next: rows.length > limit ? shown.at(-1)!.id : null,
    }
  },
  erase: none,
}

/** All else that named them must be gone. What happened to whom stays told by nobody's id. */
const eraseCustomers = async (ctx: Context, person: Person) => {
  const ids = [...person.ids]
  await lockIdentity(ctx)
  await sql`delete from identity_act where workspace_id = ${ctx.workspaceId}
    and (from_id = any(${ids}::uuid[]) or into_id = any(${ids}::uuid[]))`.execute(ctx.db)
  await sql`delete from identity_ruling where workspace_id = ${ctx.workspaceId}
    and (a = any(${ids}::uuid[]) or b = any(${ids}::uuid[]))`.execute(ctx.db)
  await sql`update identifier set home_id = null where workspace_id = ${ctx.workspaceId}
    and home_id = any(${ids}::uuid[])`.execute(ctx.db)
  await sql`delete from identifier where workspace_id = ${ctx.workspaceId}
    and (id = any(${idsOf(person)}::uuid[]) or customer_id = any(${ids}::uuid[]))`.execute(ctx.db)
  await sql`delete from customer where workspace_id = ${ctx.workspaceId} and id = any(${ids}::uuid[])`.execute(
    ctx.db,
  )
  await forgetEvents(ctx, { customerIds: ids })
}

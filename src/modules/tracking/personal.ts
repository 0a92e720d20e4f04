import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { formatCursor, parseCursor } from '../../foundation/server/cursor.ts'
import { type Person, type PersonalData, readHeld } from '../customers/index.ts'

const valuesOf = ({ identifiers }: Person, type: string) =>
  identifiers.filter((one) => one.type === type).map(({ value }) => value)

/** Devices with the times in which they were this person's, as a table `held`. */
const heldBy = async (ctx: Context, { ids, identifiers }: Person) => {
  const devices = identifiers.filter(({ type }) => type === 'anonymous_id')
  const held = (await readHeld(ctx, ids, devices)).filter(({ type }) => type === 'anonymous_id')
  return sql`unnest(${held.map(({ value }) => value)}::text[], ${held.map(({ from }) => from)}::timestamptz[],
    ${held.map(({ to }) => to)}::timestamptz[]) as held (value, since, until)`
}
const inTime = (at: string) => sql`${sql.ref(at)} >= coalesce(held.since, '-infinity')
  and ${sql.ref(at)} < coalesce(held.until, 'infinity')`

/** An event that names somebody else is theirs, also on a shared device. */
const eventsOf = async (ctx: Context, person: Person, more = sql``, limit: number) => {
  const users = valuesOf(person, 'user_id')
  const bound = sql`${more} order by e.at, e.id::text collate "C" limit ${limit}`
  return sql`(select e.workspace_id, e.id, e.received_at, e.at from unnest(${users}::text[]) as w (value)
      cross join lateral (select * from tracked_event e where e.workspace_id = ${ctx.workspaceId}
        and e.user_id = w.value ${bound}) e
    union select e.workspace_id, e.id, e.received_at, e.at from ${await heldBy(ctx, person)}
      cross join lateral (select * from tracked_event e where e.workspace_id = ${ctx.workspaceId}
        and e.anonymous_id = held.value and ${inTime('e.at')}
        and (e.user_id is null or e.user_id = any(${users}::text[])) ${bound}) e)`
}

export const trackedOfPerson: PersonalData = {
  name: 'tracked-events',
  read: async (ctx, person, { after, limit }) => {
    const since = parseCursor(after ?? undefined)
    const more = since
      ? sql`and (e.at, e.id::text collate "C") > (${since.at}, ${since.id})`
      : sql``
    const { rows } = await sql<{ id: string; at: Date; row: Record<string, unknown> }>`
      select e.id, e.at, jsonb_build_object('at', e.at, 'kind', e.kind, 'name', e.name, 'device', e.anonymous_id,
        'user', e.user_id, 'properties', e.properties, 'traits', e.traits, 'context', e.context) as row
      from ${await eventsOf(ctx, person, more, limit + 1)} found
      join tracked_event e on e.workspace_id = found.workspace_id and e.id = found.id and e.received_at = found.received_at
      order by e.at, e.id::text collate "C" limit ${limit + 1}`.execute(ctx.db)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      rows: shown.map(({ row }) => row),
      next: rows.length > limit && last ? formatCursor(last) : null,
    }
  },
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql`
      delete from tracked_event e using ${await eventsOf(ctx, person, sql``, limit)} found
      where e.workspace_id = found.workspace_id and e.id = found.id and e.received_at = found.received_at
      returning e.id`.execute(ctx.db)
    return { more: rows.length > 0 }
  },
}

export const visitsOfPerson: PersonalData = {
  name: 'visits',
  read: async (ctx, person, { after, limit }) => {
    const since = parseCursor(after ?? undefined)
    const { rows } = await sql<{ id: string; at: Date; row: Record<string, unknown> }>`
      select v.id, v.started_at as at, to_jsonb(v) - array['workspace_id', 'id', 'source_id'] as row
      from ${await heldBy(ctx, person)} join visit v on v.workspace_id = ${ctx.workspaceId}
        and v.anonymous_id = held.value and ${inTime('v.started_at')}
      ${since ? sql`where (v.started_at, v.id::text collate "C") > (${since.at}, ${since.id})` : sql``}
      order by v.started_at, v.id::text collate "C" limit ${limit + 1}`.execute(ctx.db)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      rows: shown.map(({ row }) => row),
      next: rows.length > limit && last ? formatCursor(last) : null,
    }
  },
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql`
      delete from visit where (workspace_id, id) in (
        select v.workspace_id, v.id from ${await heldBy(ctx, person)} join visit v
          on v.workspace_id = ${ctx.workspaceId} and v.anonymous_id = held.value and ${inTime('v.started_at')}
        limit ${limit})
      returning id`.execute(ctx.db)
    return { more: rows.length === limit }
  },
}

/** What could not be used of what their browsers sent. */
const rejectedOf = (ctx: Context, person: Person) => {
  const [users, devices, emails] = ['user_id', 'anonymous_id', 'email'].map((type) =>
    valuesOf(person, type),
  ) as [string[], string[], string[]]
  return sql`r.workspace_id = ${ctx.workspaceId} and (r.body ->> 'userId' = any(${users}::text[])
    or r.body ->> 'anonymousId' = any(${devices}::text[])
    or lower(r.body #>> '{traits,email}') = any(${emails}::text[])
    or lower(r.body #>> '{context,traits,email}') = any(${emails}::text[])
    or lower(r.body #>> '{properties,email}') = any(${emails}::text[])
    or lower(r.envelope #>> '{context,traits,email}') = any(${emails}::text[]))`
}

export const rejectedOfPerson: PersonalData = {
  name: 'rejected-events',
  read: async (ctx, person, { after, limit }) => {
    const { rows } = await sql<{ id: string; row: Record<string, unknown> }>`
      select r.id, jsonb_build_object('at', r.received_at, 'reason', r.code, 'body', r.body) as row
      from rejected_event r where ${rejectedOf(ctx, person)}
        and r.id > ${after ?? '00000000-0000-0000-0000-000000000000'} order by r.id limit ${limit + 1}`.execute(
      ctx.db,
    )
    const shown = rows.slice(0, limit)
    return {
      rows: shown.map(({ row }) => row),
      next: rows.length > limit ? shown.at(-1)!.id : null,
    }
  },
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql`
      delete from rejected_event where (workspace_id, id) in (
        select r.workspace_id, r.id from rejected_event r where ${rejectedOf(ctx, person)} limit ${limit})
      returning id`.execute(ctx.db)
    return { more: rows.length === limit }
  },
}

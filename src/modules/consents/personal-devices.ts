import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { type Person, type PersonalData, readHeld } from '../customers/index.ts'

/** What was chosen on devices in the times in which they were this person's. */
const ofPerson = async (ctx: Context, { ids, identifiers }: Person) => {
  const devices = identifiers.filter(({ type }) => type === 'anonymous_id')
  const held = (await readHeld(ctx, ids, devices)).filter(({ type }) => type === 'anonymous_id')
  return sql`unnest(${held.map(({ value }) => value)}::text[], ${held.map(({ from }) => from)}::timestamptz[],
      ${held.map(({ to }) => to)}::timestamptz[]) as held (value, since, until)
    join device_consent d on d.workspace_id = ${ctx.workspaceId} and d.anonymous_id = held.value
      and d.at >= coalesce(held.since, '-infinity') and d.at < coalesce(held.until, 'infinity')`
}

/** What a device said before it was theirs, for the moment in which it is not yet in their ledger. */
export const deviceConsentsOfPerson: PersonalData = {
  name: 'device-consents',
  read: async (ctx, person, { after, limit }) => {
    const { rows } = await sql<{ place: string; row: Record<string, unknown> }>`
      select d.anonymous_id || ' ' || d.category as place, jsonb_build_object('at', d.at, 'device', d.anonymous_id,
        'purpose', d.category, 'state', case when d.allowed then 'given' else 'refused' end, 'url', d.url,
        'source', d.provider) as row
      from ${await ofPerson(ctx, person)}
      where d.anonymous_id || ' ' || d.category > ${after ?? ''}
      order by place limit ${limit + 1}`.execute(ctx.db)
    const shown = rows.slice(0, limit)
    return {
      rows: shown.map(({ row }) => row),
      next: rows.length > limit ? shown.at(-1)!.place : null,
    }
  },
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql`
      delete from device_consent where (workspace_id, anonymous_id, category) in (
        select d.workspace_id, d.anonymous_id, d.category from ${await ofPerson(ctx, person)} limit ${limit})
      returning category`.execute(ctx.db)
    return { more: rows.length === limit }
  },
}

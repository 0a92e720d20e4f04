import { sql } from 'kysely'
import type { Reader } from '../../../foundation/server/events/reader.ts'
import { settleDevices } from './follow-consents.ts'

/** A device became somebody's. */
export const followDevices: Reader = {
  name: 'consents-follow-devices',
  kinds: ['identifier.linked'],
  // Of most devices nothing is kept.
  sift: async (ctx, events) => {
    const ids = events.flatMap(({ facts }) =>
      facts.type === 'anonymous_id' ? [String(facts.identifierId)] : [],
    )
    if (ids.length === 0) return []
    const { rows } = await sql<{ id: string }>`
      select i.id from identifier i where i.workspace_id = ${ctx.workspaceId} and i.id = any(${ids}::uuid[])
        and exists (select 1 from device_consent d where d.workspace_id = i.workspace_id and d.anonymous_id = i.value)`.execute(
      ctx.db,
    )
    const kept = new Set(rows.map(({ id }) => id))
    return events.filter(({ facts }) => kept.has(String(facts.identifierId)))
  },
  react: async (ctx, { facts }) => {
    const device = await ctx.db
      .selectFrom('identifier')
      .select('value')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', String(facts.identifierId))
      .executeTakeFirst()
    if (device) await settleDevices(ctx, [device.value])
  },
}

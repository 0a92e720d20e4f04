import { sql } from 'kysely'
import { keysOf } from '../duplicates/keys.ts'
import { readRecords } from '../duplicates/store-records.ts'
import type { PersonalData } from '../personal-data.ts'

/** What the rules left out of what was said of them, and what they are compared by; the rest goes with who they are. */
export const recognitionOfPerson: PersonalData = {
  name: 'recognition',
  read: async (ctx, { ids }) => {
    const { rows } = await sql<Record<string, unknown>>`
      select i.type, i.shown as value, d.rule, d.times, d.first_at as "firstAt", d.at from identity_decision d
      join identifier i on i.workspace_id = d.workspace_id and i.id = d.identifier_id
      where d.workspace_id = ${ctx.workspaceId} and d.customer_id = any(${[...ids]}::uuid[])
      order by d.at, d.identifier_id limit 1000`.execute(ctx.db)
    return { rows, next: null }
  },
  erase: async (ctx, { ids, identifiers }) => {
    const records = [...(await readRecords(ctx, ids)).values()]
    const keys = records.flatMap((record) => keysOf(record, true))
    await sql`delete from match_key where workspace_id = ${ctx.workspaceId}
      and key = any(${keys}::bigint[]) and customer_id = any(${[...ids]}::uuid[])`.execute(ctx.db)
    await sql`delete from identifier_block b using
        unnest(${identifiers.map(({ type }) => type)}::text[], ${identifiers.map(({ value }) => value)}::text[])
        as w (type, value)
      where b.workspace_id = ${ctx.workspaceId} and b.type = w.type and b.value = w.value
        and b.kind = 'quarantined'`.execute(ctx.db)
    return { more: false }
  },
}

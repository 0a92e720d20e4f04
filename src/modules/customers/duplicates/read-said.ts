import { sql } from 'kysely'
import { readFields } from '../fields.ts'
import type { Said } from './record.ts'
import type { Rows } from './store-records.ts'

/**
 * What counts most of each field of standing customers, and their best address and number: one that the rules left with
 * somebody else is what was said of them all the same. At most some hundred.
 */
export const readSaid = async (rows: Rows, ids: readonly string[]): Promise<Map<string, Said>> => {
  const { db, workspaceId } = rows
  const found = new Map(ids.map((id) => [id, new Map<string, string>()]))
  const put = (id: string, field: string, value: string | null) => {
    const said = found.get(id)
    if (said && value && !said.has(field)) said.set(field, value)
  }
  for (const { rootId, field, value } of await readFields(rows, ids)) put(rootId, field, value)
  const { rows: known } = await sql<{ id: string; type: string; value: string }>`
    select customer_id as id, type, value from (
      select i.customer_id, i.type, i.value, (i.trust = 'verified') as best, i.created_at as at from identifier i
      where i.workspace_id = ${workspaceId} and i.customer_id = any(${[...ids]}::uuid[])
        and i.type in ('email', 'phone')
      union all
      select d.customer_id, i.type, i.value, false, d.at from identity_decision d
      join identifier i on i.workspace_id = d.workspace_id and i.id = d.identifier_id
      where d.workspace_id = ${workspaceId} and d.customer_id = any(${[...ids]}::uuid[])
        and i.type in ('email', 'phone') and d.rule <> 'moved-on') said
    order by best desc, at limit 20000`.execute(db)
  for (const { id, type, value } of known) put(id, type, value)
  return found
}

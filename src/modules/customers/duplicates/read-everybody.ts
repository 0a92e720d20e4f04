import { sql } from 'kysely'
import type { MatchRecord } from '../matching/schema.ts'
import type { Scheme } from './record.ts'
import { type Rows, readNow, readRecords } from './store-records.ts'

const batch = 500
const keptAtOnce = 5000

/** Everybody after this one in the order of their ids, with what was compared before; the next are read while these are worked on. */
export const eachRead = async function* (rows: Rows, scheme: Scheme, from: string | undefined) {
  const read = async (after: string | undefined) => {
    const { rows: found } = await sql<{ id: string }>`
      select id from customer where workspace_id = ${rows.workspaceId} and merged_into is null
        ${after ? sql`and id > ${after}::uuid` : sql``} order by id limit ${batch}`.execute(rows.db)
    const ids = found.map(({ id }) => id)
    const [now, before] = await Promise.all([readNow(rows, ids, scheme), readRecords(rows, ids)])
    return {
      last: ids.at(-1),
      some: now.map((record) => ({ record, before: before.get(record.id) })),
    }
  }
  for (let next = read(from); ; ) {
    const { last, some } = await next
    if (last === undefined) return
    next = read(last)
    // Whoever stops early asks for it no more.
    next.catch(() => undefined)
    if (some.length > 0) yield some
  }
}

/** What is kept of those who stand, up to this one, in the order of their ids. */
export const eachKept = async function* (
  { db, workspaceId }: Rows,
  to: string,
): AsyncGenerator<MatchRecord[]> {
  for (let after: string | undefined; ; ) {
    const { rows } = await sql<{ id: string; values: string[] }>`
      select r.customer_id as id, r.folded as values from match_record r
      join customer c on c.workspace_id = r.workspace_id and c.id = r.customer_id and c.merged_into is null
      where r.workspace_id = ${workspaceId} and r.customer_id <= ${to}::uuid
        ${after ? sql`and r.customer_id > ${after}::uuid` : sql``}
      order by r.customer_id limit ${keptAtOnce}`.execute(db)
    if (rows.length === 0) return
    yield rows
    after = rows.at(-1)!.id
  }
}

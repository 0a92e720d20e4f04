import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import type { TrackedRow } from './read-tracked.ts'

type Told = Pick<TrackedRow, 'workspaceId' | 'sourceId'>

/** For which shop the sources of these events speak; one that names none is a shop of its own. */
export const readShops = async (db: Kysely<Database>, rows: readonly Told[]) => {
  const ids = [...new Set(rows.map(({ sourceId }) => sourceId))]
  const found =
    ids.length === 0
      ? { rows: [] }
      : await sql<{ id: string; shop: string | null }>`
    select id, shop from source where workspace_id = any(${[...new Set(rows.map((row) => row.workspaceId))]}::uuid[])
      and id = any(${ids}::uuid[])`.execute(db)
  const shops = new Map(found.rows.map(({ id, shop }) => [id, shop]))
  return ({ sourceId }: Told) => shops.get(sourceId) ?? sourceId
}

import { sql } from 'kysely'
import type { Services } from '../../../foundation/server/services.ts'
import { readTombstones, type Tombstone } from './tombstone-file.ts'

const keyOf = ({ workspaceId, hash }: Pick<Tombstone, 'workspaceId' | 'hash'>) =>
  `${workspaceId} ${hash}`

const readRows = async ({ db }: Services): Promise<Tombstone[]> => {
  const { rows } = await sql<Tombstone>`
    select workspace_id as "workspaceId", hash, erased_at as "erasedAt" from erased_identifier`.execute(
    db,
  )
  return rows
}

/** Those of `all` that `known` does not have, or only of an earlier time: people may come back and be erased again. */
const without = (all: readonly Tombstone[], known: readonly Tombstone[]) => {
  const times = new Map<string, Date>()
  for (const one of known) {
    const at = times.get(keyOf(one))
    if (at === undefined || at < one.erasedAt) times.set(keyOf(one), one.erasedAt)
  }
  return all.filter((one) => {
    const at = times.get(keyOf(one))
    return at === undefined || at < one.erasedAt
  })
}

/** What the database knows and the list does not. */
export const findUnlisted = async (services: Services) =>
  without(await readRows(services), await readTombstones(services))

/** What only the list knows: erased after the backup that the database came from. By workspace, of those that are here. */
export const findLost = async (services: Services): Promise<Map<string, Tombstone[]>> => {
  const lost = without(await readTombstones(services), await readRows(services))
  if (lost.length === 0) return new Map()
  const workspaces = await services.db.selectFrom('workspace').select('id').execute()
  const here = new Set(workspaces.map(({ id }) => id))
  return Map.groupBy(
    lost.filter(({ workspaceId }) => here.has(workspaceId)),
    ({ workspaceId }) => workspaceId,
  )
}

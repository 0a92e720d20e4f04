import { sql } from 'kysely'
import { type Crowd, type SortedKeys, upperOf } from './crowd.ts'
import type { Beat } from './progress.ts'
import type { Scheme } from './record.ts'
import { addKeys, type Rows, refreshRecords } from './store-records.ts'

const keysAtOnce = 20_000
const batch = 1000
const recordsAtOnce = 50_000
/** A statement must end within a minute, however many keys there are. */
const slices = 16
const keySpace = 2 ** 52

/**
 * Keeps the keys of the places that `isWanted`, in the order of the keys, beginning with the one that an earlier search had
 * reached; whether it was stopped. Should it end in between, some are written again by the next and none is missing.
 */
export const keepKeys = async (
  rows: Rows,
  crowd: Crowd,
  isWanted: (place: number) => boolean,
  reached: number | undefined,
  beat: Beat,
): Promise<boolean> => {
  const keys = crowd.sortKeys(isWanted)
  const wanted = crowd.ids.keys().reduce((sum, place) => sum + Number(isWanted(place)), 0)
  if (await beat(crowd.ids.length - wanted)) return true
  let added: Promise<unknown> = Promise.resolve()
  for (let from = firstFrom(keys, reached); from < keys.length; from += keysAtOnce) {
    const count = Math.min(keysAtOnce, keys.length - from)
    const some = Array.from({ length: count }, (_, n) => ({
      key: keys.keyOf(from + n),
      id: crowd.ids[keys.placeOf(from + n)]!,
    }))
    await added
    if (await beat(wanted * (count / keys.length), { keys: upperOf(some[0]!.key) })) return true
    // Written while the next are gathered.
    added = addKeys(rows, some)
    added.catch(() => undefined)
  }
  await added
  return false
}

/** Where the first stands that is no smaller: they are sorted by their upper bits. */
const firstFrom = (keys: SortedKeys, reached: number | undefined) => {
  if (reached === undefined) return 0
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (upperOf(keys.keyOf(middle)) < reached) low = middle + 1
    else high = middle
  }
  return low
}

/** Lets go of those who do not stand any more and of keys that nobody has; whether it was stopped. */
export const sweep = async (rows: Rows, scheme: Scheme, beat: Beat): Promise<boolean> => {
  const { rows: gone } = await sql<{ id: string }>`select r.customer_id as id from match_record r
    join customer c on c.workspace_id = r.workspace_id and c.id = r.customer_id
    where r.workspace_id = ${rows.workspaceId} and c.merged_into is not null`.execute(rows.db)
  for (let from = 0; from < gone.length; from += batch) {
    const some = gone.slice(from, from + batch)
    await refreshRecords(
      rows,
      some.map(({ id }) => id),
      scheme,
    )
    if (await beat(0)) return true
  }
  return dropKeys(
    rows,
    beat,
    sql`and not exists (select 1 from match_record r
    where r.workspace_id = k.workspace_id and r.customer_id = k.customer_id)`,
  )
}

/** Keys of another scheme would never be found again: everything is to be compared anew. Whether it was stopped. */
export const clear = async (rows: Rows, beat: Beat): Promise<boolean> => {
  await sql`update match_search set schema = '[]' where workspace_id = ${rows.workspaceId}`.execute(
    rows.db,
  )
  if (await dropKeys(rows, beat, sql``)) return true
  for (;;) {
    const { numAffectedRows } = await sql`delete from match_record r using (
        select customer_id from match_record where workspace_id = ${rows.workspaceId} limit ${recordsAtOnce}) w
      where r.workspace_id = ${rows.workspaceId} and r.customer_id = w.customer_id`.execute(rows.db)
    if (numAffectedRows === 0n) return false
    if (await beat(0)) return true
  }
}

const dropKeys = async ({ db, workspaceId }: Rows, beat: Beat, which: ReturnType<typeof sql>) => {
  for (let at = 0; at < slices; at += 1) {
    await sql`delete from match_key k where k.workspace_id = ${workspaceId}
      and k.key >= ${(at * keySpace) / slices} and k.key < ${((at + 1) * keySpace) / slices} ${which}`.execute(
      db,
    )
    if (await beat(0)) return true
  }
  return false
}

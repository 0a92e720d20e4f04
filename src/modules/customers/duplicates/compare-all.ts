import { sql } from 'kysely'
import { findCandidates } from './candidates.ts'
import { type Crowd, createCrowd } from './crowd.ts'
import { createJudge, learnFrom, likelyPairs } from './likely.ts'
import type { Beat } from './progress.ts'
import type { Scheme } from './record.ts'
import { keepCompared, sweep } from './store-crowd.ts'
import { keepPairs, readDecided } from './store-pairs.ts'
import { isSame, type Rows, readNow, readRecords } from './store-records.ts'

const batch = 500
const placesAtOnce = 5000
/** Each customer is read, compared, and kept to be compared with later. */
export const stages = 3

/**
 * Compares everybody with everybody: reads all into memory, learns, keeps the pairs, and then what was compared, for the
 * searches after this one. Whether it was stopped.
 */
export const compareAll = async (rows: Rows, scheme: Scheme, beat: Beat): Promise<boolean> => {
  const crowd = createCrowd(scheme.thorough)
  const changed = new Set<number>()
  for await (const batch of eachBatch(rows, scheme)) {
    for (const { record, before } of batch) {
      if (!isSame(record, before)) changed.add(crowd.ids.length)
      crowd.add(record)
    }
    if (await beat(batch.length)) return true
  }
  if (await findPairs(rows, scheme, crowd, beat)) return true
  if (await keepCompared(rows, scheme, crowd, changed, beat)) return true
  return sweep(rows, scheme, beat)
}

const findPairs = async (rows: Rows, scheme: Scheme, crowd: Crowd, beat: Beat) => {
  const candidates = findCandidates(crowd)
  const weights = learnFrom(crowd, candidates, scheme, await readDecided(rows, scheme))
  await rows.db
    .updateTable('match_search')
    .set({ model: JSON.stringify(weights) })
    .where('workspace_id', '=', rows.workspaceId)
    .execute()
  const judge = createJudge(scheme, weights)
  for (let from = 0; from < crowd.ids.length; from += placesAtOnce) {
    const to = Math.min(crowd.ids.length, from + placesAtOnce)
    const found = likelyPairs(crowd, candidates, judge, [from, to])
    await keepPairs(rows, crowd.ids.slice(from, to), found, 'smaller')
    if (await beat(to - from)) return true
  }
  return false
}

/** Everybody in the order of their ids, with what was compared before; the next are read while these are worked on. */
const eachBatch = async function* (rows: Rows, scheme: Scheme) {
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
  for (let next = read(undefined); ; ) {
    const { last, some } = await next
    if (last === undefined) return
    next = read(last)
    // Whoever stops early asks for it no more.
    next.catch(() => undefined)
    yield some
  }
}

import { findCandidates } from './candidates.ts'
import { type Crowd, createCrowd } from './crowd.ts'
import { createJudge, learnFrom, likelyPairs } from './likely.ts'
import type { Beat, Resume } from './progress.ts'
import { eachKept, eachRead } from './read-everybody.ts'
import type { Scheme } from './record.ts'
import { keepKeys, sweep } from './store-crowd.ts'
import { keepPairs, readDecided } from './store-pairs.ts'
import { isSame, keepRecords, type Rows } from './store-records.ts'
import type { Weights } from './weigh.ts'

const placesAtOnce = 5000
/** Of each customer what is compared is kept, then the pairs, then the keys by which others find them later. */
export const stages = 3

/**
 * Compares everybody with everybody: reads all into memory and keeps what is compared, learns, keeps the pairs, and then
 * the keys for the searches after this one. Goes on where an earlier one was stopped. Whether it was stopped.
 */
export const compareAll = async (
  rows: Rows,
  scheme: Scheme,
  resume: Resume,
  beat: Beat,
): Promise<boolean> => {
  // From the first row on that is written it is known to be unfinished.
  if (await beat(0)) return true
  const crowd = createCrowd(scheme.thorough)
  const changed = await readAll(rows, scheme, crowd, resume, beat)
  if (!changed) return true
  if (await findPairs(rows, scheme, crowd, resume, beat)) return true
  if (await keepKeys(rows, crowd, changed, resume.keys, beat)) return true
  return sweep(rows, scheme, beat)
}

/** Fills the crowd in the order of ids; whose keys are to be written, or nothing when it was stopped. */
const readAll = async (
  rows: Rows,
  scheme: Scheme,
  crowd: Crowd,
  { read, allRead, again }: Resume,
  beat: Beat,
): Promise<((place: number) => boolean) | undefined> => {
  if (read)
    for await (const batch of eachKept(rows, read)) {
      for (const record of batch) crowd.add(record)
      if (await beat(0)) return
    }
  const changed = new Set<number>()
  if (!allRead)
    for await (const batch of eachRead(rows, scheme, read)) {
      const now = batch.filter(({ record, before }) => !isSame(record, before))
      const isNow = new Set(now)
      for (const one of batch) {
        if (isNow.has(one)) changed.add(crowd.ids.length)
        crowd.add(one.record)
      }
      const before = now.flatMap(({ before }) => (before ? [[before.id, before] as const] : []))
      await keepRecords(
        rows,
        now.map(({ record }) => record),
        new Map(before),
        scheme.thorough,
      )
      if (await beat(batch.length, { read: batch.at(-1)!.record.id })) return
    }
  if (await beat(0, { allRead: true })) return
  return again ? () => true : (place) => changed.has(place)
}

const findPairs = async (
  rows: Rows,
  scheme: Scheme,
  crowd: Crowd,
  { pairs }: Resume,
  beat: Beat,
) => {
  const first = pairs ? crowd.ids.findIndex((id) => id > pairs) : 0
  if (first < 0) return false
  const candidates = findCandidates(crowd)
  const weights = pairs
    ? await readWeights(rows)
    : learnFrom(crowd, candidates, scheme, await readDecided(rows, scheme))
  await rows.db
    .updateTable('match_search')
    .set({ model: JSON.stringify(weights) })
    .where('workspace_id', '=', rows.workspaceId)
    .execute()
  const judge = createJudge(scheme, weights)
  for (let from = first; from < crowd.ids.length; from += placesAtOnce) {
    const to = Math.min(crowd.ids.length, from + placesAtOnce)
    const found = likelyPairs(crowd, candidates, judge, [from, to])
    await keepPairs(rows, crowd.ids.slice(from, to), found, 'smaller')
    if (await beat(to - from, { pairs: crowd.ids[to - 1]! })) return true
  }
  return false
}

const readWeights = async ({ db, workspaceId }: Rows) => {
  const { model } = await db
    .selectFrom('match_search')
    .select('model')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return model as Weights
}

import { createJudge, type LikelyPair } from './likely.ts'
import type { Beat } from './progress.ts'
import type { Scheme } from './record.ts'
import { keepPairs } from './store-pairs.ts'
import { type Rows, readCandidates, readRecords, refreshRecords } from './store-records.ts'
import type { Weights } from './weigh.ts'

const batch = 500

/** Compares these customers with everybody, by what was learned before; whether it was stopped. */
export const compareChanged = async (
  rows: Rows,
  ids: readonly string[],
  scheme: Scheme,
  weights: Weights,
  beat: Beat,
): Promise<boolean> => {
  const judge = createJudge(scheme, weights)
  for (let from = 0; from < ids.length; from += batch)
    await refreshRecords(rows, ids.slice(from, from + batch), scheme)
  for (let from = 0; from < ids.length; from += batch) {
    const some = ids.slice(from, from + batch)
    await keepPairs(rows, some, await scorePairs(rows, some, scheme, judge), 'both')
    if (await beat(some.length)) return true
  }
  return false
}

const scorePairs = async (
  rows: Rows,
  ids: readonly string[],
  { thorough }: Scheme,
  judge: ReturnType<typeof createJudge>,
): Promise<LikelyPair[]> => {
  const mine = await readRecords(rows, ids)
  const pairs = await readCandidates(rows, [...mine.values()], thorough)
  const missing = [...new Set(pairs.flat())].filter((id) => !mine.has(id))
  const all = new Map([...mine, ...(await readRecords(rows, missing))])
  return pairs.flatMap(([one, other]) => {
    const [a, b] = [all.get(one), all.get(other)]
    return (a && b && judge(a, b)) || []
  })
}

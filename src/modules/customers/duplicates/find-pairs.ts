import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Field, MatchRecord } from '../matching/schema.ts'
import { compare } from './record.ts'
import { readCandidates, readRecords } from './store-records.ts'
import { type Decided, learn, levelsFrom, type Reason, type Weights, weigh } from './weigh.ts'

export type Scheme = { fields: readonly Field[]; thorough: boolean }

/** Below one in four nobody needs to look. */
const leastOdds = -1
/** Of one customer; more are a broken import, and the best are kept. */
const mostPairs = 20
/** The model is learned from the pairs of so many customers. */
export const sampleSize = 5000

/** Compares the candidates of these customers, pair by pair. */
const eachPair = async (
  ctx: Context,
  ids: readonly string[],
  scheme: Scheme,
  onlyLater: boolean,
) => {
  const mine = await readRecords(ctx, ids)
  const pairs = await readCandidates(ctx, [...mine.values()], {
    thorough: scheme.thorough,
    onlyLater,
  })
  const missing = [...new Set(pairs.flat())].filter((id) => !mine.has(id))
  const all = new Map([...mine, ...(await readRecords(ctx, missing))])
  return function* (): Generator<{ a: MatchRecord; b: MatchRecord; levels: Int8Array }> {
    const levels = new Int8Array(scheme.fields.length)
    for (const [one, other] of pairs) {
      const [a, b] = [all.get(one), all.get(other)]
      if (!a || !b) continue
      compare(scheme.fields, a, b, levels)
      yield { a, b, levels }
    }
  }
}

/** What staff decided so far: the model believes it. */
const readDecided = async (ctx: Context, { fields }: Scheme): Promise<Decided[]> => {
  const rows = await ctx.db
    .selectFrom('duplicate_pair')
    .select(['reasons', 'state'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('state', 'in', ['same', 'different'])
    .orderBy('decided_at', 'desc')
    .limit(5000)
    .execute()
  return rows.map(({ reasons, state }) => ({
    levels: levelsFrom(fields, reasons as Reason[]),
    same: state === 'same',
  }))
}

/** Learns from a sample how much each agreement tells, without being told who is who. */
export const learnFrom = async (
  ctx: Context,
  scheme: Scheme,
  sample: readonly string[],
  total: number,
): Promise<Weights> => {
  const vectors: Int8Array[] = []
  for (let from = 0; from < sample.length; from += 500) {
    const each = await eachPair(ctx, sample.slice(from, from + 500), scheme, true)
    for (const { levels } of each()) vectors.push(levels.slice())
  }
  const records: MatchRecord[] = []
  for (let from = 0; from < sample.length; from += 1000)
    records.push(...(await readRecords(ctx, sample.slice(from, from + 1000))).values())
  return learn(scheme.fields, vectors, records, await readDecided(ctx, scheme), total)
}

/** Scores the candidates of these customers and keeps what is rather one person; what is not any more goes. */
export const scorePairs = async (
  ctx: Context,
  scheme: Scheme,
  weights: Weights,
  ids: readonly string[],
  { onlyLater }: { onlyLater: boolean },
): Promise<number> => {
  const each = await eachPair(ctx, ids, scheme, onlyLater)
  const found: { a: string; b: string; odds: number; reasons: Reason[] }[] = []
  const count = new Map<string, number>()
  for (const { a, b, levels } of each()) {
    const { odds, reasons } = weigh(scheme.fields, weights, levels, a)
    if (odds >= leastOdds) found.push({ a: a.id, b: b.id, odds, reasons })
  }
  found.sort((one, other) => other.odds - one.odds)
  const best = found.filter(({ a, b }) => {
    const [mine, theirs] = [count.get(a) ?? 0, count.get(b) ?? 0]
    count.set(a, mine + 1)
    count.set(b, theirs + 1)
    return mine < mostPairs && theirs < mostPairs
  })
  await inTransaction(ctx, async (ctx) => {
    await sql`delete from duplicate_pair p where p.workspace_id = ${ctx.workspaceId} and p.state in ('open', 'later')
      and (p.a = any(${[...ids]}::uuid[]) ${onlyLater ? sql`` : sql`or p.b = any(${[...ids]}::uuid[])`})
      and not exists (select 1 from unnest(${best.map(({ a }) => a)}::uuid[], ${best.map(({ b }) => b)}::uuid[]) as w (a, b)
        where w.a = p.a and w.b = p.b)`.execute(ctx.db)
    if (best.length === 0) return
    // A customer may have gone since they were read.
    await sql`
      insert into duplicate_pair (workspace_id, a, b, odds, reasons, found_at)
      select ${ctx.workspaceId}, w.a, w.b, w.odds, w.reasons::jsonb, ${ctx.now}
      from unnest(${best.map(({ a }) => a)}::uuid[], ${best.map(({ b }) => b)}::uuid[],
        ${best.map(({ odds }) => odds)}::float8[], ${best.map(({ reasons }) => JSON.stringify(reasons))}::text[])
        as w (a, b, odds, reasons)
      join customer ca on ca.workspace_id = ${ctx.workspaceId} and ca.id = w.a
      join customer cb on cb.workspace_id = ${ctx.workspaceId} and cb.id = w.b
      on conflict (workspace_id, a, b) do update set odds = excluded.odds, reasons = excluded.reasons
        where duplicate_pair.state in ('open', 'later')`.execute(ctx.db)
  })
  return best.length
}

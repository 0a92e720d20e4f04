import { sql } from 'kysely'
import { mostEach } from './candidates.ts'
import type { LikelyPair } from './likely.ts'
import type { Scheme } from './record.ts'
import { atOnce, type Rows } from './store-records.ts'
import { type Decided, levelsFrom, type Reason } from './weigh.ts'

/** What staff decided so far: the model believes it. */
export const readDecided = async (
  { db, workspaceId }: Rows,
  { fields }: Scheme,
): Promise<Decided[]> => {
  const rows = await db
    .selectFrom('duplicate_pair')
    .select(['reasons', 'state'])
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['same', 'different'])
    .orderBy('decided_at', 'desc')
    .limit(5000)
    .execute()
  return rows.map(({ reasons, state }) => ({
    levels: levelsFrom(fields, reasons as Reason[]),
    same: state === 'same',
  }))
}

/** The likeliest of each customer; more are a broken import. */
const bestOf = (found: readonly LikelyPair[]) => {
  const count = new Map<string, number>()
  return found
    .toSorted((one, other) => other.odds - one.odds)
    .filter(({ a, b }) => {
      const [mine, theirs] = [count.get(a) ?? 0, count.get(b) ?? 0]
      count.set(a, mine + 1)
      count.set(b, theirs + 1)
      return mine < mostEach && theirs < mostEach
    })
}

/**
 * Keeps the likeliest pairs in the place of those these customers had and nobody decided of; `only` the ones where they are
 * the smaller id, when the others' turn comes or was.
 */
export const keepPairs = (
  rows: Rows,
  ids: readonly string[],
  found: readonly LikelyPair[],
  only: 'smaller' | 'both',
): Promise<void> =>
  atOnce(rows, async ({ db, workspaceId }) => {
    const best = bestOf(found)
    const sides = sql`${best.map(({ a }) => a)}::uuid[], ${best.map(({ b }) => b)}::uuid[]`
    await sql`delete from duplicate_pair p where p.workspace_id = ${workspaceId} and p.state in ('open', 'later')
      and (p.a = any(${[...ids]}::uuid[]) ${only === 'smaller' ? sql`` : sql`or p.b = any(${[...ids]}::uuid[])`})
      and not exists (select 1 from unnest(${sides}) as w (a, b) where w.a = p.a and w.b = p.b)`.execute(
      db,
    )
    if (best.length === 0) return
    // A customer may have gone since they were read.
    await sql`
      insert into duplicate_pair (workspace_id, a, b, odds, reasons, found_at)
      select ${workspaceId}, w.a, w.b, w.odds, w.reasons::jsonb, now()
      from unnest(${sides}, ${best.map(({ odds }) => odds)}::float8[],
        ${best.map(({ reasons }) => JSON.stringify(reasons))}::text[]) as w (a, b, odds, reasons)
      join customer ca on ca.workspace_id = ${workspaceId} and ca.id = w.a
      join customer cb on cb.workspace_id = ${workspaceId} and cb.id = w.b
      on conflict (workspace_id, a, b) do update set odds = excluded.odds, reasons = excluded.reasons
        where duplicate_pair.state in ('open', 'later')`.execute(db)
  })

import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Field, MatchRecord } from '../matching/schema.ts'
import { keysOf } from './keys.ts'
import { readSaid } from './read-said.ts'
import { toRecord } from './record.ts'

/** Keys that more customers share tell nothing, and are left to the other keys. */
const mostSharing = 50

/** Brings what is compared of these customers up to date; of those who do not stand any more nothing is kept. */
export const refreshRecords = (
  ctx: Context,
  ids: readonly string[],
  { fields, thorough }: { fields: readonly Field[]; thorough: boolean },
): Promise<void> =>
  inTransaction(ctx, async (ctx) => {
    const standing = await ctx.db
      .selectFrom('customer')
      .select('id')
      .where('workspace_id', '=', ctx.workspaceId)
      .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
      .where('merged_into', 'is', null)
      .execute()
    const said = await readSaid(
      ctx,
      standing.map(({ id }) => id),
    )
    const before = await readRecords(ctx, ids)
    const now = new Map([...said].map(([id, one]) => [id, toRecord(id, one, fields)]))
    const changed = ids.filter(
      (id) => JSON.stringify(now.get(id)?.values) !== JSON.stringify(before.get(id)?.values),
    )
    const pairsOf = (records: ReadonlyMap<string, MatchRecord>) =>
      changed.flatMap((id) => {
        const record = records.get(id)
        return record ? keysOf(record, thorough).map((key) => ({ id, key })) : []
      })
    const list = (pairs: { id: string; key: number }[]) =>
      sql`unnest(${pairs.map(({ key }) => key)}::bigint[], ${pairs.map(({ id }) => id)}::uuid[]) as w (key, id)`
    const gone = pairsOf(before)
    if (gone.length > 0)
      await sql`delete from match_key k using ${list(gone)}
        where k.workspace_id = ${ctx.workspaceId} and k.key = w.key and k.customer_id = w.id`.execute(
        ctx.db,
      )
    const fresh = pairsOf(now)
    if (fresh.length > 0)
      await sql`insert into match_key (workspace_id, key, customer_id)
        select ${ctx.workspaceId}, w.key, w.id from ${list(fresh)} on conflict do nothing`.execute(
        ctx.db,
      )
    const left = changed.filter((id) => !now.has(id))
    await sql`delete from match_record where workspace_id = ${ctx.workspaceId}
      and customer_id = any(${left}::uuid[])`.execute(ctx.db)
    const kept = changed.filter((id) => now.has(id))
    if (kept.length === 0) return
    await ctx.db
      .insertInto('match_record')
      .values(
        kept.map((id) => ({
          workspace_id: ctx.workspaceId,
          customer_id: id,
          folded: [...now.get(id)!.values],
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['workspace_id', 'customer_id'])
          .doUpdateSet((eb) => ({ folded: eb.ref('excluded.folded') })),
      )
      .execute()
  })

export const readRecords = async (
  ctx: Context,
  ids: readonly string[],
): Promise<Map<string, MatchRecord>> => {
  const rows = await ctx.db
    .selectFrom('match_record')
    .select(['customer_id', 'folded'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where(sql<boolean>`customer_id = any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.customer_id, { id: row.customer_id, values: row.folded }]))
}

/** Pairs of customers that share a key; the first of each is one of `records`, each pair once. */
export const readCandidates = async (
  ctx: Context,
  records: readonly MatchRecord[],
  { thorough, onlyLater }: { thorough: boolean; onlyLater: boolean },
): Promise<[string, string][]> => {
  const holders = new Map<number, string[]>()
  for (const record of records)
    for (const key of keysOf(record, thorough)) {
      const known = holders.get(key)
      if (known) known.push(record.id)
      else holders.set(key, [record.id])
    }
  const { rows } = await sql<{ key: string; ids: string[] }>`
    select w.key::text, found.ids from unnest(${[...holders.keys()]}::bigint[]) as w (key)
    cross join lateral (select array_agg(customer_id::text) as ids from (
      select customer_id from match_key k where k.workspace_id = ${ctx.workspaceId} and k.key = w.key
      limit ${mostSharing + 1}) taken) found
    where cardinality(found.ids) between 2 and ${mostSharing}`.execute(ctx.db)
  const pairs = new Map<string, [string, string]>()
  for (const { key, ids } of rows)
    for (const one of holders.get(Number(key))!)
      for (const other of ids) {
        if (one === other || (onlyLater && other < one)) continue
        const [a, b] = one < other ? [one, other] : [other, one]
        pairs.set(a + b, [a, b])
      }
  return [...pairs.values()]
}

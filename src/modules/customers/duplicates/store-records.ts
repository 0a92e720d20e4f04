import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { MatchRecord } from '../matching/schema.ts'
import { chooseRarest, mostSharing } from './candidates.ts'
import { keysOf } from './keys.ts'
import { readSaid } from './read-said.ts'
import { type Scheme, toRecord } from './record.ts'

/** Where a search reads and writes; a thread of its own has no more of a context. */
export type Rows = Pick<Context, 'db' | 'workspaceId'>

/** All or nothing; nothing here is told to the log. */
export const atOnce = <T>(rows: Rows, work: (rows: Rows) => Promise<T>): Promise<T> =>
  rows.db.transaction().execute((db) => work({ ...rows, db }))

type Holder = { id: string; key: number }
const holdersOf = (records: readonly MatchRecord[], thorough: boolean): Holder[] =>
  records.flatMap((record) => keysOf(record, thorough).map((key) => ({ id: record.id, key })))
const listOf = (holders: readonly Holder[]) =>
  // Spelled out here: the driver would look at every element for something to escape.
  sql`unnest(${`{${holders.map(({ key }) => key).join()}}`}::bigint[],
    ${`{${holders.map(({ id }) => id).join()}}`}::uuid[]) as w (key, id)`

/** Some thousand at a time; in the order of the keys that is many times as fast as in any other. */
export const addKeys = async ({ db, workspaceId }: Rows, holders: readonly Holder[]) => {
  if (holders.length > 0)
    await sql`insert into match_key (workspace_id, key, customer_id)
      select ${workspaceId}, w.key, w.id from ${listOf(holders)} on conflict do nothing`.execute(db)
}

/** Keeps what is compared of these customers and lets go of keys they had before. Who was deleted meanwhile is left out. */
export const keepRecords = async (
  rows: Rows,
  now: readonly MatchRecord[],
  before: ReadonlyMap<string, MatchRecord>,
  thorough: boolean,
) => {
  const stale = now.flatMap((record) => {
    const was = before.get(record.id)
    if (!was) return []
    const kept = new Set(keysOf(record, thorough))
    return keysOf(was, thorough).flatMap((key) => (kept.has(key) ? [] : { id: record.id, key }))
  })
  await dropKeys(rows, stale)
  if (now.length > 0)
    await sql`with standing as (
        select id from customer where workspace_id = ${rows.workspaceId}
          and id = any(${now.map(({ id }) => id)}::uuid[]) for key share)
      insert into match_record (workspace_id, customer_id, folded)
      select ${rows.workspaceId}, w.id, array(select jsonb_array_elements_text(w.folded::jsonb))
      from unnest(${now.map(({ id }) => id)}::uuid[], ${now.map(({ values }) => JSON.stringify(values))}::text[])
        as w (id, folded) join standing s on s.id = w.id
      on conflict (workspace_id, customer_id) do update set folded = excluded.folded`.execute(
      rows.db,
    )
}

const dropKeys = async ({ db, workspaceId }: Rows, holders: readonly Holder[]) => {
  if (holders.length > 0)
    await sql`delete from match_key k using ${listOf(holders)}
      where k.workspace_id = ${workspaceId} and k.key = w.key and k.customer_id = w.id`.execute(db)
}

/** What is compared of these customers, all of whom stand. */
export const readNow = async (rows: Rows, ids: readonly string[], { fields }: Scheme) =>
  [...(await readSaid(rows, ids))].map(([id, said]) => toRecord(id, said, fields))

const readStanding = async ({ db, workspaceId }: Rows, ids: readonly string[]) => {
  const standing = await db
    .selectFrom('customer')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .where('merged_into', 'is', null)
    .execute()
  return standing.map(({ id }) => id)
}

export const isSame = (a: MatchRecord, b: MatchRecord | undefined) =>
  b !== undefined &&
  a.values.length === b.values.length &&
  a.values.every((value, at) => value === b.values[at])

/** Brings what is compared of these customers up to date; of those who do not stand any more nothing is kept. */
export const refreshRecords = (rows: Rows, ids: readonly string[], scheme: Scheme): Promise<void> =>
  atOnce(rows, async (rows) => {
    const standing = await readStanding(rows, ids)
    const now = await readNow(rows, standing, scheme)
    const before = await readRecords(rows, ids)
    const changed = now.filter((record) => !isSame(record, before.get(record.id)))
    await addKeys(rows, holdersOf(changed, scheme.thorough))
    await keepRecords(rows, changed, before, scheme.thorough)
    const left = [...before.values()].filter(({ id }) => !standing.includes(id))
    await dropKeys(rows, holdersOf(left, scheme.thorough))
    await sql`delete from match_record where workspace_id = ${rows.workspaceId}
      and customer_id = any(${left.map(({ id }) => id)}::uuid[])`.execute(rows.db)
  })

export const readRecords = async (
  { db, workspaceId }: Rows,
  ids: readonly string[],
): Promise<Map<string, MatchRecord>> => {
  const rows = await db
    .selectFrom('match_record')
    .select(['customer_id', 'folded'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`customer_id = any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.customer_id, { id: row.customer_id, values: row.folded }]))
}

/** Whom to compare `records` with: the smaller id first, each pair once, at most `mostEach` with anybody. */
export const readCandidates = async (
  { db, workspaceId }: Rows,
  records: readonly MatchRecord[],
  thorough: boolean,
): Promise<[string, string][]> => {
  const keys = new Set(records.flatMap((record) => keysOf(record, thorough)))
  const { rows } = await sql<{ key: string; ids: string[] }>`
    select w.key::text, found.ids from unnest(${[...keys]}::bigint[]) as w (key)
    cross join lateral (select array_agg(customer_id::text) as ids from (
      select customer_id from match_key k where k.workspace_id = ${workspaceId} and k.key = w.key
      limit ${mostSharing + 1}) taken) found
    where cardinality(found.ids) between 2 and ${mostSharing}`.execute(db)
  return chooseRarest(
    rows.map(({ key, ids }) => ({ key: Number(key), ids })),
    new Set(records.map(({ id }) => id)),
  )
}

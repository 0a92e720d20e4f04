import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { Cursor } from '../../../foundation/server/cursor.ts'
import { ofVisibleCustomers } from '../../members/index.ts'
import { readSearch, type Wanted } from './read-search.ts'

export type Found = { id: string; at: Date }

/** So many of the latest are read through before the index of rare words is asked. */
const walked = 20_000
/** Customers whose search text is still to be worked out. */
const mostFresh = 500

/** Customers that have all these words, those heard from latest first, strictly after `before`. */
export const findCustomers = async (
  ctx: Context,
  { search, before, limit }: { search: string; before: Cursor | undefined; limit: number },
): Promise<Found[]> => {
  const wanted = readSearch(search)
  if (wanted.length === 0) return []
  // First: whoever is folded between the two questions is then found twice, and not missed.
  const fresh = await listFresh(ctx, search, before)
  const common = isSelective(wanted) ? [] : await walk(ctx, wanted, before, limit)
  const found =
    common.length >= limit ? common : ((await ask(ctx, wanted, before, limit)) ?? common)
  const all = new Map([...found, ...fresh].map((one) => [one.id, one]))
  return [...all.values()].sort(isLater).slice(0, limit)
}

const isLater = (a: Found, b: Found) =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

/** Long enough numbers and addresses are few people's. */
const isSelective = (wanted: Wanted) =>
  wanted.some((spellings) =>
    spellings.every(({ like }) => /^%\d{7,}%$/.test(like) || /^%[^@]{5,}@/.test(like)),
  )

const listedAt = sql`coalesce(last_contact_at, created_at)`

/** Whoever may not see addresses searches in names alone. */
const matches = (ctx: Context, wanted: Wanted, text: RawBuilder<unknown>): RawBuilder<SqlBool> => {
  const searched = ctx.sight.contact ? text : sql`split_part(${text}, E'\n', 1)`
  const all = wanted.map(
    (spellings) =>
      sql`(${sql.join(
        spellings.map(({ like }) => sql`${searched} like ${like}`),
        sql` or `,
      )})`,
  )
  return sql<SqlBool>`${sql.join(all, sql` and `)}`
}

const isAfter = (before: Cursor | undefined) =>
  before
    ? sql<SqlBool>`(${listedAt}, c.id) < (${before.at}::timestamptz, ${before.id}::uuid)`
    : sql<SqlBool>`true`

/** Words that many have are found among the latest, from the list's own index. */
const walk = async (ctx: Context, wanted: Wanted, before: Cursor | undefined, limit: number) => {
  const { rows } = await sql<Found>`
    select w.id, w.at from (
      select c.id, ${listedAt} as at, c.search_text from customer c
      where c.workspace_id = ${ctx.workspaceId} and c.merged_into is null and ${isAfter(before)}
      order by ${listedAt} desc, c.id desc limit ${walked}) w
    where ${matches(ctx, wanted, sql`w.search_text`)} and ${ofVisibleCustomers(ctx, 'w.id')}
    order by w.at desc, w.id desc limit ${limit}`.execute(ctx.db)
  return rows
}

/** Words that few have; undefined when they are too short for the index. */
const ask = async (ctx: Context, wanted: Wanted, before: Cursor | undefined, limit: number) => {
  const known = wanted.filter((spellings) => spellings.every(({ grams }) => grams.length > 0))
  if (known.length === 0) return undefined
  const indexed = known.map(
    (spellings) =>
      sql`(${sql.join(
        spellings.map(({ grams }) => sql`string_to_array(s.grams, ' ') @> ${grams}::text[]`),
        sql` or `,
      )})`,
  )
  const { rows } = await sql<Found>`
    select c.id, ${listedAt} as at from customer_search s
    join customer c on c.workspace_id = s.workspace_id and c.id = s.customer_id
    where s.workspace_id = ${ctx.workspaceId} and ${sql.join(indexed, sql` and `)}
      and c.merged_into is null and ${isAfter(before)}
      and ${matches(ctx, wanted, sql`c.search_text`)} and ${ofVisibleCustomers(ctx, 'c.id')}
    order by ${listedAt} desc, c.id desc limit ${limit}`.execute(ctx.db)
  return rows
}

/** The newest of those who are not folded yet, by the words as they were given. */
const listFresh = async (ctx: Context, search: string, before: Cursor | undefined) => {
  const pattern = `%${search
    .normalize('NFKC')
    .trim()
    .replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Found>`
    select c.id, ${listedAt} as at from (
      select * from customer where workspace_id = ${ctx.workspaceId} and search_text is null and merged_into is null
      order by workspace_id desc, id desc limit ${mostFresh}) c
    where ${isAfter(before)} and ${ofVisibleCustomers(ctx, 'c.id')}
      and (c.name ilike ${pattern} and (${ctx.sight.contact} or c.name !~ '@|[0-9]{4}')
        or ${ctx.sight.contact} and exists (select 1 from identifier i where i.workspace_id = c.workspace_id
          and i.customer_id = c.id and i.value ilike ${pattern}))`.execute(ctx.db)
  return rows
}

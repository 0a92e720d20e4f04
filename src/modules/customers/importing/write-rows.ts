import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { textArray, uuidArray } from '../../../foundation/server/database/binary-arrays.ts'
import { type Findable, findableOf } from '../search/findable.ts'
import { toSearchText } from '../search/search-text.ts'
import { gramsOf } from '../search/words.ts'
import type { Ident, ImportSource, Known } from './people.ts'

export const reason = 'import'

export type LinkRow = { ident: Ident; customerId: string; trust: string; from: string | null }
type Saying = readonly [customerId: string, fields: Readonly<Record<string, string>>]
type FieldsOf = ReadonlyMap<string, Readonly<Record<string, string>>>

/**
 * Whether those who are new are written with what they are found by: then nothing is noted to be worked out for the
 * search. For this transaction, until it is said otherwise.
 */
export const noteSearchWritten = (ctx: Context, isWritten: 'yes' | 'no') =>
  sql`select set_config('engawa.search_written', ${isWritten}, true)`.execute(ctx.db)

/**
 * Some who are new, with their identifiers, what is said of them, and what they are found by: one statement, so that the
 * database does not wait for the next while rows are judged. Their own columns show what counts most, which is what the
 * file says.
 */
export const writeNew = (
  ctx: Context,
  customers: readonly Known[],
  links: readonly LinkRow[],
  fields: FieldsOf,
  said: ImportSource,
) => {
  const findable = listFindable(ctx, customers, links, fields, said)
  const texts = findable.map(toSearchText)
  const fresh = links.filter(({ ident }) => ident.isNew)
  const saying = customers.map(({ id }) => [id, fields.get(id) ?? {}] as const)
  return sql`
    with customers as (${insertCustomers(ctx, customers, fields, texts, said.source)}),
      identifiers as (${insertIdentifiers(ctx, fresh)}),
      links as (${logLinks(ctx, fresh)}),
      -- Nothing can be said already of somebody new; not to look for it is a third of the work.
      fields as (${insertFields(ctx, saying, said)})
    ${insertSearch(ctx, findable, texts)}`.execute(ctx.db)
}

/** What comes to somebody who was there before, and identifiers that were. */
export const writeKnown = (
  ctx: Context,
  links: readonly LinkRow[],
  saying: readonly Saying[],
  said: ImportSource,
) => {
  if (links.length === 0 && saying.length === 0) return []
  const fresh = links.filter(({ ident }) => ident.isNew)
  const known = links.filter(({ ident }) => !ident.isNew)
  return [
    noteSearchWritten(ctx, 'no'),
    fresh.length > 0 && insertIdentifiers(ctx, fresh).execute(ctx.db),
    known.length > 0 && moveIdentifiers(ctx, known).execute(ctx.db),
    links.length > 0 && logLinks(ctx, links).execute(ctx.db),
    saying.length > 0 &&
      sql`${insertFields(ctx, saying, said)} on conflict (workspace_id, customer_id, field, source) do update
        set value = excluded.value, trust = excluded.trust, at = excluded.at`.execute(ctx.db),
    noteSearchWritten(ctx, 'yes'),
  ]
}

const listFindable = (
  ctx: Context,
  customers: readonly Known[],
  links: readonly LinkRow[],
  fields: FieldsOf,
  said: ImportSource,
) => {
  const linked = Map.groupBy(links, ({ customerId }) => customerId)
  return customers.map(({ id }) =>
    findableOf({
      id,
      name: fields.get(id)?.name ?? null,
      said: Object.entries(fields.get(id) ?? {}).map(([field, value]) => ({
        field,
        value,
        ...said,
        at: ctx.now,
      })),
      identifiers: (linked.get(id) ?? [])
        .map(({ ident }) => ident)
        .sort((a, b) => placeOf(a) - placeOf(b)),
    }),
  )
}

const placeOf = ({ type }: Ident) => (type === 'email' ? 0 : type === 'phone' ? 1 : 2)

const insertCustomers = (
  ctx: Context,
  customers: readonly Known[],
  fields: FieldsOf,
  texts: readonly string[],
  source: string,
) => {
  const shown = (field: string) => textArray(customers.map(({ id }) => fields.get(id)?.[field]))
  return sql`
    insert into customer (workspace_id, id, name, name_from, locale, created_at, search_text)
    select ${ctx.workspaceId}::uuid, id, left(name, 200), case when name is not null then ${source} end, locale, ${ctx.now}, text
    from unnest(${uuidArray(customers.map(({ id }) => id))}::uuid[], ${shown('name')}::text[], ${shown('locale')}::text[],
      ${textArray(texts)}::text[]) as x (id, name, locale, text)`
}

const insertSearch = (ctx: Context, findable: readonly Findable[], texts: readonly string[]) =>
  sql`
    insert into customer_search (workspace_id, customer_id, grams)
    select ${ctx.workspaceId}::uuid, * from unnest(${uuidArray(findable.map(({ id }) => id))}::uuid[],
      ${textArray(texts.map((text) => gramsOf(text).join(' ')))}::text[])`

/** Whose each is from now on, for the log of it. */
const logLinks = (ctx: Context, links: readonly LinkRow[]) =>
  sql`
      insert into identifier_link (workspace_id, identifier_id, customer_id, trust, reason, actor_type, actor_id, at)
      select ${ctx.workspaceId}::uuid, id, customer_id, trust, ${reason}, ${ctx.actor.type}, ${ctx.actor.id}, ${ctx.now}
      from unnest(${idsOf(links)}::uuid[], ${ownersOf(links)}::uuid[], ${trustsOf(links)}::text[]) as x (id, customer_id, trust)`

const idsOf = (links: readonly LinkRow[]) => uuidArray(links.map(({ ident }) => ident.id))
const ownersOf = (links: readonly LinkRow[]) => uuidArray(links.map((one) => one.customerId))
const trustsOf = (links: readonly LinkRow[]) => textArray(links.map((one) => one.trust))

const insertIdentifiers = (ctx: Context, links: readonly LinkRow[]) => {
  const texts = (name: 'type' | 'value' | 'shown') =>
    textArray(links.map(({ ident }) => ident[name]))
  return sql`
    insert into identifier (workspace_id, id, type, value, shown, customer_id, trust, created_at)
    select ${ctx.workspaceId}::uuid, id, type, value, shown, customer_id, trust, ${ctx.now}
    from unnest(${idsOf(links)}::uuid[], ${texts('type')}::text[], ${texts('value')}::text[], ${texts('shown')}::text[],
      ${ownersOf(links)}::uuid[], ${trustsOf(links)}::text[]) as x (id, type, value, shown, customer_id, trust)`
}

const moveIdentifiers = (ctx: Context, links: readonly LinkRow[]) =>
  sql`
    update identifier i set customer_id = x.customer_id, trust = x.trust,
      home_id = case when i.customer_id = x.customer_id then i.home_id end
    from unnest(${idsOf(links)}::uuid[], ${ownersOf(links)}::uuid[], ${trustsOf(links)}::text[]) as x (id, customer_id, trust)
    where i.workspace_id = ${ctx.workspaceId} and i.id = x.id`

const insertFields = (ctx: Context, saying: readonly Saying[], { source, trust }: ImportSource) => {
  const [ids, names, values] = [[], [], []] as [string[], string[], string[]]
  for (const [id, fields] of saying)
    for (const name in fields) {
      ids.push(id)
      names.push(name)
      values.push(fields[name]!)
    }
  return sql`
    insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
    select ${ctx.workspaceId}::uuid, customer_id, field, ${source}, ${trust}, value, ${ctx.now}
    from unnest(${uuidArray(ids)}::uuid[], ${textArray(names)}::text[], ${textArray(values)}::text[]) as x (customer_id, field, value)`
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { readFields } from '../fields.ts'
import { type Findable, findableOf } from './findable.ts'
import { toSearchText } from './search-text.ts'
import { gramsOf } from './words.ts'

/**
 * Works the search texts of these customers out afresh; who was merged has none. Inside a transaction. Those whose rows
 * somebody else holds are left for later and returned, so that nobody waits for it in a circle.
 */
export const writeSearchTexts = async (ctx: Context, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ id: string; merged: boolean; name: string | null }>`
    select id, merged_into is not null as merged, name from customer
    where workspace_id = ${ctx.workspaceId} and id in (select coalesce(c.root_id, c.id) from customer c
      where c.workspace_id = ${ctx.workspaceId} and c.id = any(${[...ids]}::uuid[])
      union select unnest(${[...ids]}::uuid[]))
    for no key update skip locked`.execute(ctx.db)
  const standing = rows.filter((row) => !row.merged)
  await clear(
    ctx,
    rows.filter((row) => row.merged).map((row) => row.id),
  )
  await write(ctx, await readFindable(ctx, standing))
  const held = new Set(rows.map((row) => row.id))
  const missed = ids.filter((id) => !held.has(id))
  if (missed.length === 0) return []
  const still = await sql<{ id: string }>`select id from customer
    where workspace_id = ${ctx.workspaceId} and id = any(${missed}::uuid[])`.execute(ctx.db)
  return still.rows.map((row) => row.id)
}

const readFindable = async (
  ctx: Context,
  customers: readonly { id: string; name: string | null }[],
): Promise<Findable[]> => {
  if (customers.length === 0) return []
  const ids = customers.map((one) => one.id)
  const said = Map.groupBy(await readFields(ctx, ids), (one) => one.rootId)
  const { rows } = await sql<{ customerId: string; type: string; value: string }>`
    select customer_id as "customerId", type, value from identifier
    where workspace_id = ${ctx.workspaceId} and customer_id = any(${ids}::uuid[])
      and type not in ('anonymous_id', 'visitor')
    order by (type = 'email') desc, (type = 'phone') desc, created_at limit 20000`.execute(ctx.db)
  const identifiers = Map.groupBy(rows, (row) => row.customerId)
  return customers.map(({ id, name }) =>
    findableOf({ id, name, said: said.get(id) ?? [], identifiers: identifiers.get(id) ?? [] }),
  )
}

const write = async (ctx: Context, customers: readonly Findable[]) => {
  const texts = customers.map(toSearchText)
  const ids = customers.map((one) => one.id)
  await sql`update customer c set search_text = w.text from unnest(${ids}::uuid[], ${texts}::text[]) as w (id, text)
    where c.workspace_id = ${ctx.workspaceId} and c.id = w.id and c.search_text is distinct from w.text`.execute(
    ctx.db,
  )
  const grams = texts.map((text) => gramsOf(text).join(' '))
  await sql`insert into customer_search (workspace_id, customer_id, grams)
    select ${ctx.workspaceId}, w.id, w.grams from unnest(${ids}::uuid[], ${grams}::text[]) as w (id, grams)
    on conflict (workspace_id, customer_id) do update set grams = excluded.grams
      where customer_search.grams <> excluded.grams`.execute(ctx.db)
}

const clear = async (ctx: Context, merged: readonly string[]) => {
  if (merged.length === 0) return
  await sql`update customer set search_text = null
    where workspace_id = ${ctx.workspaceId} and id = any(${[...merged]}::uuid[]) and search_text is not null`.execute(
    ctx.db,
  )
  await sql`delete from customer_search
    where workspace_id = ${ctx.workspaceId} and customer_id = any(${[...merged]}::uuid[])`.execute(
    ctx.db,
  )
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { textArray, uuidArray } from '../../../foundation/server/database/binary-arrays.ts'

type Named = {
  customerId: string
  /** What counts most first. */
  ids: readonly { type: string; value: string }[]
}

/**
 * By which of its values each is its customer's: an order goes along when that one turns out to be somebody else's, by a
 * split or by taking a merge back. In the order of `named`; undefined where none of its values is theirs.
 */
export const findOwners = async (ctx: Context, named: readonly Named[]) => {
  const ids = named.flatMap(({ customerId, ids }, at) =>
    ids.map((one, place) => ({ ...one, customerId, at, place })),
  )
  if (ids.length === 0) return []
  const { rows } = await sql<{ at: number; id: string }>`
    select distinct on (w.at) w.at, i.id
    from unnest(${ids.map(({ at }) => at)}::integer[], ${ids.map(({ place }) => place)}::integer[],
      ${textArray(ids.map(({ type }) => type))}::text[], ${textArray(ids.map(({ value }) => value))}::text[],
      ${uuidArray(ids.map(({ customerId }) => customerId))}::uuid[]) as w (at, place, type, value, customer_id)
    join customer c on c.workspace_id = ${ctx.workspaceId} and c.id = w.customer_id
    join identifier i on i.workspace_id = c.workspace_id and i.type = w.type and i.value = w.value
      and i.customer_id = coalesce(c.root_id, c.id)
    order by w.at, w.place`.execute(ctx.db)
  const found = new Map(rows.map(({ at, id }) => [at, id]))
  return named.map((_, at) => found.get(at))
}

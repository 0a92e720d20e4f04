import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/**
 * What an identifier said of a person is said of whoever it belongs to: gives it to `to`, from any of `from`. Where it
 * said the same field twice, of two who were merged, what counts more stays. `since` leaves older sayings where they are.
 */
export const takeSayings = async (
  ctx: Context,
  {
    from,
    to,
    identifierIds,
    since,
  }: { from: readonly string[]; to: string; identifierIds: readonly string[]; since?: Date },
) => {
  const sources = identifierIds.map((id) => `identifier:${id}`)
  const mine = sql`f.workspace_id = ${ctx.workspaceId} and f.source = any(${sources}::text[])
    and (f.customer_id = ${to} or (f.customer_id = any(${[...from]}::uuid[])
      ${since ? sql`and f.at > ${since}` : sql``}))`
  await sql`
    with said as (
      select f.customer_id, f.field, f.source, row_number() over (partition by f.field, f.source
        order by (f.trust = 'verified') desc, case when f.field ~ '(^|_)(name|kana)$' then f.at end, f.at desc) as place
      from customer_field f where ${mine})
    delete from customer_field f using said s
    where f.workspace_id = ${ctx.workspaceId} and f.customer_id = s.customer_id and f.field = s.field
      and f.source = s.source and s.place > 1`.execute(ctx.db)
  await sql`update customer_field f set customer_id = ${to} where ${mine} and f.customer_id <> ${to}`.execute(
    ctx.db,
  )
}

import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { forgetEvents } from '../../foundation/server/events/forget-events.ts'

/** What was decided of two customers. */
const sides = [
  ['identity_act', 'from_id', 'into_id'],
  ['identity_ruling', 'a', 'b'],
] as const

/**
 * Takes identifiers away, and customers of whom nothing is left then: no identifier and no conversation; those who went.
 * Inside the caller's transaction, which holds `lockIdentity`; what came by the identifiers must be gone already.
 */
export const forgetIdentifiers = async (
  ctx: Context,
  ids: readonly string[],
): Promise<string[]> => {
  const owners = await sql<{ id: string }>`
    select customer_id as id from identifier
    where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[]) and customer_id is not null
    union select customer_id from identifier_link
    where workspace_id = ${ctx.workspaceId} and identifier_id = any(${[...ids]}::uuid[]) and customer_id is not null`.execute(
    ctx.db,
  )
  await sql`delete from identifier where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[])`.execute(
    ctx.db,
  )
  const gone = await sql<{ id: string }>`
    delete from customer c where c.workspace_id = ${ctx.workspaceId}
      and c.id = any(${owners.rows.map((row) => row.id)}::uuid[])
      and not exists (select 1 from identifier i where i.workspace_id = c.workspace_id and i.customer_id = c.id)
      and not exists (select 1 from identifier i where i.workspace_id = c.workspace_id and i.home_id = c.id)
      and not exists (select 1 from conversation v where v.workspace_id = c.workspace_id and v.customer_id = c.id)
    returning id`.execute(ctx.db)
  const customerIds = gone.rows.map((row) => row.id)
  for (const [table, one, other] of sides)
    await sql`delete from ${sql.table(table)} where workspace_id = ${ctx.workspaceId}
      and (${sql.ref(one)} = any(${customerIds}::uuid[]) or ${sql.ref(other)} = any(${customerIds}::uuid[]))`.execute(
      ctx.db,
    )
  await forgetEvents(ctx, { customerIds })
  return customerIds
}

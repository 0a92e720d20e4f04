import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { forgetEvents } from '../../../foundation/server/events/forget-events.ts'
import type { Identifier } from '../identifiers.ts'
import { belongingsOf } from '../merging/preview-merge.ts'
import { reason } from './write-rows.ts'

/** Removes those of these customers of whom nothing is known but what an import said; their ids. */
export const removeUntouched = async (
  ctx: Context,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  const gone = new Set<string>()
  const candidates = await findUntouched(ctx, ids)
  if (candidates.length === 0) return gone
  // Nearly always nobody has anything; else each is looked at.
  const free = (await hasBelongings(ctx, candidates)) ? await keepFree(ctx, candidates) : candidates
  if (await attempt(ctx, () => remove(ctx, free))) for (const { id } of free) gone.add(id)
  else for (const one of free) if (await attempt(ctx, () => remove(ctx, [one]))) gone.add(one.id)
  return gone
}

type Candidate = { id: string; identifierIds: string[] }

const findUntouched = async (ctx: Context, ids: readonly string[]): Promise<Candidate[]> => {
  const { rows } = await sql<Candidate>`
    select c.id, array(select i.id from identifier i
      where i.workspace_id = c.workspace_id and i.customer_id = c.id) as "identifierIds"
    from customer c
    where c.workspace_id = ${ctx.workspaceId} and c.id = any(${[...ids]}::uuid[])
      and c.merged_into is null and c.last_contact_at is null
      and not exists (select 1 from customer m where m.workspace_id = c.workspace_id and m.merged_into = c.id)
      and not exists (select 1 from customer_field f where f.workspace_id = c.workspace_id and f.customer_id = c.id)
      and not exists (select 1 from customer_label l where l.workspace_id = c.workspace_id and l.customer_id = c.id)
      and not exists (select 1 from customer_note n where n.workspace_id = c.workspace_id and n.customer_id = c.id)
      and not exists (select 1 from customer_group_member g where g.workspace_id = c.workspace_id and g.customer_id = c.id)
      and not exists (select 1 from identifier h where h.workspace_id = c.workspace_id and h.home_id = c.id)
      and not exists (select 1 from identifier i
        join identifier_link k on k.workspace_id = i.workspace_id and k.identifier_id = i.id
        where i.workspace_id = c.workspace_id and i.customer_id = c.id and k.reason not in (${reason}, 'import-undone'))`.execute(
    ctx.db,
  )
  return rows
}

const hasBelongings = async (ctx: Context, all: readonly Candidate[]) => {
  const counts = await belongingsOf(ctx, {
    ids: all.map(({ id }) => id),
    identifierIds: all.flatMap(({ identifierIds }) => identifierIds),
  })
  return Object.values(counts).some((count) => count > 0)
}

const keepFree = async (ctx: Context, all: readonly Candidate[]) => {
  const free: Candidate[] = []
  for (const one of all) if (!(await hasBelongings(ctx, [one]))) free.push(one)
  return free
}

const remove = async (ctx: Context, all: readonly Candidate[]) => {
  const ids = all.map(({ id }) => id)
  await sql`delete from identifier where workspace_id = ${ctx.workspaceId}
    and id = any(${all.flatMap(({ identifierIds }) => identifierIds)}::uuid[])`.execute(ctx.db)
  await sql`delete from customer where workspace_id = ${ctx.workspaceId} and id = any(${ids}::uuid[])`.execute(
    ctx.db,
  )
  await forgetEvents(ctx, { customerIds: ids })
}

export const forgetIdentifierIfUnused = async (ctx: Context, { id }: Identifier) => {
  await attempt(ctx, () =>
    sql`delete from identifier where workspace_id = ${ctx.workspaceId} and id = ${id}`.execute(
      ctx.db,
    ),
  )
}

const inUse = '23503'

/** False, and nothing done, where something else still points to what was to go. */
const attempt = async (ctx: Context, work: () => Promise<unknown>): Promise<boolean> => {
  await sql`savepoint attempt`.execute(ctx.db)
  try {
    await work()
    await sql`release savepoint attempt`.execute(ctx.db)
    return true
  } catch (error) {
    if ((error as { code?: string }).code !== inUse) throw error
    await sql`rollback to savepoint attempt`.execute(ctx.db)
    return false
  }
}

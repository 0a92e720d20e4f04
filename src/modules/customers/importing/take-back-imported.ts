import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { standingFor } from '../component.ts'
import { settleFields } from '../fields.ts'
import { type Identifier, linkIdentifier, lockIdentity, type Trust } from '../identifiers.ts'
import { undoAct } from '../merging/undo-act.ts'
import { cut } from '../rules/decisions.ts'
import type { Relinked } from './people.ts'
import { forgetIdentifierIfUnused, removeUntouched } from './remove-untouched.ts'

/** What one row of a file did. `ours`: the customer came with the same file. */
export type ImportedChange = {
  customerId: string
  created: boolean
  ours: boolean
  links: readonly Relinked[]
  acts: readonly string[]
}

/**
 * Takes back what rows did, the last first: what the file said, whom its identifiers came to, merges, and customers of
 * whom there is nothing else. What others said or did since stays. At most some hundred rows, inside the caller's
 * transaction. `gone` and `kept` are those who came with it: `kept` stay because others built on them.
 */
export const takeBackImported = async (
  ctx: Context,
  changes: readonly ImportedChange[],
  source: string,
): Promise<{ gone: ReadonlySet<string>; kept: ReadonlySet<string> }> => {
  await lockIdentity(ctx)
  const ids = [...new Set(changes.map(({ customerId }) => customerId))]
  await sql`delete from customer_field where workspace_id = ${ctx.workspaceId} and source = ${source}
    and customer_id = any(${ids}::uuid[])`.execute(ctx.db)
  for (const change of changes) {
    for (const link of [...change.links].reverse()) await putBack(ctx, link)
    for (const actId of [...change.acts].reverse()) await takeApart(ctx, actId)
  }
  const created = changes.flatMap((one) => (one.created ? [one.customerId] : []))
  const gone = await removeUntouched(ctx, created)
  const left = ids.filter((id) => !gone.has(id))
  const standing = new Set<string>()
  for (const id of left) {
    const root = await standingFor(ctx, id)
    if (root) standing.add(root)
  }
  if (standing.size > 0) await settleFields(ctx, ...standing)
  const kept = await findThere(
    ctx,
    created.filter((id) => !gone.has(id)),
  )
  return { gone, kept }
}

/** An identifier goes back to whom it belonged, unless somebody gave it to somebody else since. */
const putBack = async (ctx: Context, link: Relinked) => {
  const now = (await ctx.db
    .selectFrom('identifier')
    .select(['id', 'type', 'value', 'customer_id', 'trust'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', link.id)
    .executeTakeFirst()) as Identifier | undefined
  const theirs = await standingFor(ctx, link.customerId)
  if (!now || now.customer_id !== theirs || now.trust !== link.trust) return
  if (link.before === null) return forgetIdentifierIfUnused(ctx, now)
  const before = link.before.customerId && (await standingFor(ctx, link.before.customerId))
  if (!before) return cut(ctx, now, 'import-undone')
  await linkIdentifier(ctx, now, before, link.before.trust as Trust, 'import-undone')
  // If that record was merged, it goes along when the merge is taken back.
  await sql`update identifier set home_id = nullif(${link.before.customerId}::uuid, customer_id)
    where workspace_id = ${ctx.workspaceId} and id = ${link.id}`.execute(ctx.db)
}

/** A merge that the file made. That it is taken back says nothing of whether they are one person. */
const takeApart = async (ctx: Context, actId: string) => {
  const act = await ctx.db
    .selectFrom('identity_act')
    .select(['from_id', 'into_id'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', actId)
    .executeTakeFirst()
  if (!act) return
  const [a, b] = [act.from_id, act.into_id].sort() as [string, string]
  const said = await ctx.db
    .selectFrom('identity_ruling')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('a', '=', a)
    .where('b', '=', b)
    .executeTakeFirst()
  try {
    await undoAct(ctx, { actId, note: '' })
  } catch (error) {
    // Staff took it apart already, or somebody in it was erased.
    if (error instanceof AppError) return
    throw error
  }
  await ctx.db
    .deleteFrom('identity_ruling')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('a', '=', a)
    .where('b', '=', b)
    .execute()
  if (said) await ctx.db.insertInto('identity_ruling').values(said).execute()
}

const findThere = async (ctx: Context, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select id from customer
    where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return new Set(rows.map(({ id }) => id))
}

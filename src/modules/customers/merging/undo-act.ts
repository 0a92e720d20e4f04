import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { belowOf, componentOf, placeUnder, standingFor } from '../component.ts'
import type * as contract from '../contract.ts'
import { customerUnmerged } from '../events.ts'
import { settleFields } from '../fields.ts'
import { lockIdentity } from '../identifiers.ts'
import { getCustomer } from '../queries.ts'
import { type Act, insertAct, type Moved, relink, requireAct } from './acts.ts'
import { rule } from './rulings.ts'
import { takeSayings } from './said-by.ts'
import { refuseErased, unite } from './unite.ts'

/**
 * Takes back a merge, by staff or by a rule, or a split. After a merge both stand as before: each has its identifiers
 * again, with what they counted for, and its own fields and labels; what came since stays where it came to. Errors:
 * `customer.act-missing`, `customer.act-undone`, `customer.same`.
 */
export const undoAct = (
  ctx: Context,
  { actId, note }: z.output<typeof contract.undoIdentityAct.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    await lockIdentity(ctx)
    const act = await requireAct(ctx, actId)
    const customerId = await (act.kind === 'split' ? joinAgain : takeApart)(ctx, act, note)
    await audit(ctx, act.kind === 'split' ? 'customer.merged' : 'customer.unmerged', {
      object: { type: 'customer', id: customerId },
      facts: { undoes: act.id },
    })
    return { customer: await getCustomer(ctx, { id: customerId }) }
  })

const takeApart = async (ctx: Context, act: Act, note: string) => {
  const { from_id: from, into_id: into } = act
  // Whoever was merged since stands for both.
  const standing = (await standingFor(ctx, into))!
  const before = new Map(act.moved.map((one) => [one.id, one]))
  const held = await readAtHome(ctx, from)
  const back = held.map((now) => restored(act, before.get(now.id) ?? now, now))
  const parted = await readRejoined(ctx, act)
  await insertAct(ctx, {
    kind: 'unmerge',
    from_id: from,
    into_id: standing,
    reason: 'staff',
    note,
    moved: [...held, ...parted],
    undoes: act.id,
  })
  await placeUnder(ctx, from, undefined)
  await relink(ctx, back, from, 'unmerged')
  // What these said since is of whom they are.
  await takeSayings(ctx, {
    from: await componentOf(ctx, standing),
    to: from,
    identifierIds: back.map(({ id }) => id),
    since: act.at,
  })
  await partAgain(ctx, parted, from)
  await settleFields(ctx, from, ...new Set([standing, ...parted.map(({ holder }) => holder)]))
  await rule(ctx, from, into, 'different')
  await record(ctx, customerUnmerged, { customerId: standing }, { from })
  return from
}

/** The identifiers that came with this merged customer, or with somebody merged into it. */
const readAtHome = async (ctx: Context, customerId: string): Promise<Moved[]> => {
  const rows = await ctx.db
    .selectFrom('identifier')
    .select(['id', 'trust', 'home_id as home'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('home_id', 'in', await belowOf(ctx, customerId))
    .execute()
  return rows as Moved[]
}

type Rejoined = Moved & { holder: string }

/** What this act gave back to where a split had taken it from, and is there still: it is not at home with the split's any more. */
const readRejoined = async (ctx: Context, act: Act): Promise<Rejoined[]> => {
  if (!act.undoes) return []
  const { rows } = await sql<Rejoined>`
    select i.id, i.trust, coalesce(i.home_id, i.customer_id) as home, i.customer_id as holder
    from identity_act s, jsonb_to_recordset(s.moved) as w (id uuid, home uuid), identifier i
    where s.workspace_id = ${ctx.workspaceId} and s.id = ${act.undoes} and i.workspace_id = s.workspace_id
      and i.id = w.id and w.home = coalesce(i.home_id, i.customer_id)
      and i.id = any(${act.moved.map(({ id }) => id)}::uuid[])`.execute(ctx.db)
  return rows
}

/** As the split did it. */
const partAgain = async (ctx: Context, parted: readonly Rejoined[], to: string) => {
  await relink(ctx, parted, to, 'unmerged', { newHome: true })
  for (const [holder, some] of Map.groupBy(parted, (one) => one.holder))
    await takeSayings(ctx, {
      from: await componentOf(ctx, holder),
      to,
      identifierIds: some.map(({ id }) => id),
    })
}

/** A rule's merge made everything a claim: that is taken back. What was proved since stays proved. */
const restored = (act: Act, before: Moved, now: Moved): Moved =>
  act.kind === 'absorb' && now.trust === 'claimed' ? before : now

const joinAgain = async (ctx: Context, act: Act, note: string) => {
  const into = await standingFor(ctx, act.from_id)
  const from = await standingFor(ctx, act.into_id)
  if (!into || !from || into === from) throw new AppError('conflict', 'customer.same')
  await refuseErased(ctx, [from, into])
  await unite(ctx, from, into, { kind: 'merge', reason: 'staff', note, undoes: act.id })
  await settleFields(ctx, ...(await goHome(ctx, act, into)))
  await rule(ctx, from, into, 'same')
  return into
}

/**
 * As if there had been no split: what it moved is at home where it was, and with whoever stands for that home by now, be it
 * that the merge which had brought it was taken back meanwhile. Who that is.
 */
const goHome = async (ctx: Context, act: Act, customerId: string): Promise<string[]> => {
  const homes = new Map<string, string>()
  for (const home of new Set(act.moved.map((one) => one.home))) {
    const standing = await standingFor(ctx, home)
    if (standing) homes.set(home, standing)
  }
  const moved = act.moved.filter(({ home }) => homes.has(home))
  const list = sql`unnest(${moved.map(({ id }) => id)}::uuid[], ${moved.map(({ home }) => home)}::uuid[],
    ${moved.map(({ home }) => homes.get(home))}::uuid[]) as w (id, home, standing)`
  await sql`update customer_field f set customer_id = w.home from ${list}
    where f.workspace_id = ${ctx.workspaceId} and f.customer_id = ${act.into_id} and f.source = 'identifier:' || w.id
      and not exists (select 1 from customer_field o where o.workspace_id = f.workspace_id and o.customer_id = w.home
        and o.field = f.field and o.source = f.source)`.execute(ctx.db)
  const { rows } = await sql<Moved & { standing: string }>`
    select i.id, i.trust, w.standing from identifier i, ${list} where i.workspace_id = ${ctx.workspaceId}
      and i.id = w.id and i.home_id = ${act.into_id} and i.customer_id <> w.standing`.execute(
    ctx.db,
  )
  for (const [standing, some] of Map.groupBy(rows, (row) => row.standing))
    await relink(ctx, some, standing, 'rejoined')
  await sql`update identifier i set home_id = nullif(w.home, w.standing) from ${list}
    where i.workspace_id = ${ctx.workspaceId} and i.id = w.id and i.home_id = ${act.into_id}`.execute(
    ctx.db,
  )
  return [...new Set([customerId, ...homes.values()])]
}

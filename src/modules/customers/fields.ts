import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { composeName } from './profile/compose-name.ts'

export type FieldTrust = 'staff' | 'verified' | 'claimed'
export type Said = {
  field: string
  source: string
  trust: FieldTrust
  value: string | null
  at: Date
}

const insertField = (ctx: Context, customerId: string, said: Omit<Said, 'at'>) =>
  ctx.db.insertInto('customer_field').values({
    workspace_id: ctx.workspaceId,
    customer_id: customerId,
    at: ctx.now,
    ...said,
  })

/** Notes what a source says of a customer now, in the place of what it said before. */
export const noteField = (ctx: Context, customerId: string, said: Omit<Said, 'at'>) =>
  insertField(ctx, customerId, said)
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'customer_id', 'field', 'source'])
        .doUpdateSet({ value: said.value, trust: said.trust, at: ctx.now }),
    )
    .execute()

/** Notes it unless this source has said something already; whether it had not. */
export const noteFirst = async (ctx: Context, customerId: string, said: Omit<Said, 'at'>) => {
  const made = await insertField(ctx, customerId, said)
    .onConflict((conflict) => conflict.doNothing())
    .returning('field')
    .executeTakeFirst()
  return made !== undefined
}

const rank = { staff: 0, verified: 1, claimed: 2 } as const
const isName = (field: string) => /(^|_)(name|kana)$/.test(field)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Survivorship: what staff entered, else what came by a verified identifier, else what was claimed; of equals, the name
 * that was first (people sign in many ways and stay who they are), and of anything else the latest.
 */
const outweighs = (a: Said, b: Said): number =>
  rank[a.trust] - rank[b.trust] ||
  (isName(a.field) && a.trust !== 'staff' ? 1 : -1) * (a.at.getTime() - b.at.getTime()) ||
  compare(a.source, b.source)

/** Everything said of these customers, field by field, what counts first. */
export const readFields = async (
  ctx: Pick<Context, 'db' | 'workspaceId'>,
  rootIds: readonly string[],
) => {
  const { rows } = await sql<Said & { rootId: string }>`
    with recursive member as (
      select c.id, c.id as root, false as automatic from customer c
        where c.workspace_id = ${ctx.workspaceId} and c.id = any(${[...rootIds]}::uuid[])
      union all
      select c.id, m.root, m.automatic or coalesce(a.kind = 'absorb', false) from customer c
        join member m on c.merged_into = m.id
        left join identity_act a on a.workspace_id = c.workspace_id and a.id = c.merge_act
        where c.workspace_id = ${ctx.workspaceId})
    select m.root as "rootId", f.field, f.source, f.trust, f.value, f.at
    from member m join customer_field f on f.workspace_id = ${ctx.workspaceId} and f.customer_id = m.id
    -- A rule may join a stranger's claim to somebody proved; what the stranger said of themselves changes nobody.
    where f.trust <> 'claimed' or not m.automatic or not exists (
      select 1 from identifier i where i.workspace_id = ${ctx.workspaceId} and i.customer_id = m.root and i.trust = 'verified')
    limit 50000`.execute(ctx.db)
  return rows.sort((a, b) => compare(a.field, b.field) || outweighs(a, b))
}

/** What is shown of each field, of what was said of one customer, what counts first. A member may say that it is nothing. */
export const bestOf = (said: readonly Said[]): Map<string, Said> => {
  const best = new Map<string, Said>()
  for (const one of said)
    if (!best.has(one.field) && (one.value || one.trust === 'staff')) best.set(one.field, one)
  const composed = composeName(
    best.get('family_name'),
    best.get('given_name'),
    (trust) => rank[trust],
  )
  const name = best.get('name')
  if (composed && (!name || outweighs(composed, name) < 0)) best.set('name', composed)
  return best
}

/** Shows what counts most, after something was said, merged or taken apart. */
export const settleFields = async (ctx: Context, ...rootIds: string[]) => {
  const saidOf = new Map(rootIds.map((id) => [id, [] as Said[]]))
  for (const said of await readFields(ctx, rootIds)) saidOf.get(said.rootId)!.push(said)
  const shown = [...saidOf].map(([id, said]) => {
    const best = bestOf(said)
    const name = best.get('name')
    return {
      id,
      name: name?.value?.slice(0, 200) ?? null,
      from: name?.value ? name.source : null,
      locale: best.get('locale')?.value ?? null,
    }
  })
  const list = (key: keyof (typeof shown)[number]) => shown.map((one) => one[key])
  await sql`update customer c set name = w.name, name_from = w.source, locale = w.locale
    from unnest(${list('id')}::uuid[], ${list('name')}::text[], ${list('from')}::text[], ${list('locale')}::text[])
      as w (id, name, source, locale)
    where c.workspace_id = ${ctx.workspaceId} and c.id = w.id
      and (c.name, c.name_from, c.locale) is distinct from (w.name, w.source, w.locale)`.execute(
    ctx.db,
  )
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { textArray, uuidArray } from '../../../foundation/server/database/binary-arrays.ts'
import { recordAll } from '../../../foundation/server/events/record.ts'
import { customerCreated, customerUpdated, identifierLinked } from '../events.ts'
import { settleFields } from '../fields.ts'
import type { Ident, ImportSource, Known } from './people.ts'

export const reason = 'import'

type LinkRow = { ident: Ident; customerId: string; trust: string; from: string | null }

/** What rows have come to and is not written yet. */
export type Pending = {
  customers: Known[]
  /** By identifier. */
  links: Map<string, LinkRow>
  /** By customer. */
  fields: Map<string, Readonly<Record<string, string>>>
  /** Customers who were there before, and the fields said of them. */
  updated: Map<string, Set<string>>
}

export const emptyPending = (): Pending => ({
  customers: [],
  links: new Map(),
  fields: new Map(),
  updated: new Map(),
})

/**
 * Writes what rows have come to in a few statements, as the long way would one by one. The statements are on their way when
 * this returns: more may be put together in `pending` while the database writes. Inside a transaction that holds
 * `lockIdentity`; `settle` comes last.
 */
export const flush = (ctx: Context, pending: Pending, said: ImportSource): Promise<unknown> => {
  const { customers, fields, updated } = pending
  const links = [...pending.links.values()]
  const fresh = new Set(customers.map(({ id }) => id))
  const [plain, perhaps] = [flatten(), flatten()]
  for (const [id, values] of fields) (fresh.has(id) ? plain : perhaps).add(id, values)
  // In this order on one connection.
  const writing = [
    customers.length > 0 && insertCustomers(ctx, customers, fields, said.source),
    ...writeLinks(ctx, links),
    // Nothing can be said already of somebody new; not to look for it is a third of the work.
    plain.ids.length > 0 && insertFields(ctx, plain, said),
    perhaps.ids.length > 0 && insertFields(ctx, perhaps, said, true),
    ...tell(ctx, customers, links),
  ]
  for (const one of customers) one.isNew = false
  for (const { ident } of links) ident.isNew = false
  Object.assign(pending, emptyPending(), { updated })
  return whole(writing)
}

/** All of them first: what runs after the transaction was given up would be outside of it. */
const whole = async (writing: readonly unknown[]) => {
  const failed = (await Promise.allSettled(writing)).find(({ status }) => status === 'rejected')
  if (failed) throw (failed as PromiseRejectedResult).reason
}

const tell = (ctx: Context, customers: readonly Known[], links: readonly LinkRow[]) => {
  const fresh = new Set(customers.map(({ id }) => id))
  // Of what is new as its customer is, `customer.created` tells: nothing can have hung on it before.
  const telling = links.filter(({ ident, customerId }) => !ident.isNew || !fresh.has(customerId))
  const created = customers.map(({ id }) => ({ subjects: { customerId: id }, facts: { reason } }))
  const linked = telling.map(({ ident, customerId, trust, from }) => ({
    subjects: { customerId },
    facts: { identifierId: ident.id, type: ident.type, trust, reason, from },
  }))
  return [recordAll(ctx, customerCreated, created), recordAll(ctx, identifierLinked, linked)]
}

/** Shows what counts most of customers who were there before, and tells of them. */
export const settle = async (ctx: Context, { updated }: Pending) => {
  if (updated.size === 0) return
  await settleFields(ctx, ...updated.keys())
  await recordAll(
    ctx,
    customerUpdated,
    [...updated].map(([customerId, names]) => ({
      subjects: { customerId },
      facts: { fields: [...names] },
    })),
  )
  updated.clear()
}

/** A customer's own columns show what counts most, which of somebody new is what the file says. */
const insertCustomers = (
  ctx: Context,
  customers: readonly Known[],
  fields: Pending['fields'],
  source: string,
) => {
  const shown = (id: string, field: string) => fields.get(id)?.[field] ?? null
  const names = customers.map(({ id }) => shown(id, 'name'))
  return sql`
    insert into customer (workspace_id, id, name, name_from, locale, created_at)
    select ${ctx.workspaceId}::uuid, id, left(name, 200), case when name is not null then ${source} end, locale, ${ctx.now}
    from unnest(${uuidArray(customers.map(({ id }) => id))}::uuid[], ${textArray(names)}::text[],
      ${textArray(customers.map(({ id }) => shown(id, 'locale')))}::text[]) as x (id, name, locale)`.execute(
    ctx.db,
  )
}

const writeLinks = (ctx: Context, links: readonly LinkRow[]) => {
  if (links.length === 0) return []
  const fresh = links.filter(({ ident }) => ident.isNew)
  const known = links.filter(({ ident }) => !ident.isNew)
  return [
    fresh.length > 0 && insertIdentifiers(ctx, fresh),
    known.length > 0 && moveIdentifiers(ctx, known),
    sql`
      insert into identifier_link (workspace_id, identifier_id, customer_id, trust, reason, actor_type, actor_id, at)
      select ${ctx.workspaceId}::uuid, id, customer_id, trust, ${reason}, ${ctx.actor.type}, ${ctx.actor.id}, ${ctx.now}
      from unnest(${idsOf(links)}::uuid[], ${ownersOf(links)}::uuid[], ${trustsOf(links)}::text[]) as x (id, customer_id, trust)`.execute(
      ctx.db,
    ),
  ]
}

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
      ${ownersOf(links)}::uuid[], ${trustsOf(links)}::text[]) as x (id, type, value, shown, customer_id, trust)`.execute(
    ctx.db,
  )
}

const moveIdentifiers = (ctx: Context, links: readonly LinkRow[]) =>
  sql`
    update identifier i set customer_id = x.customer_id, trust = x.trust,
      home_id = case when i.customer_id = x.customer_id then i.home_id end
    from unnest(${idsOf(links)}::uuid[], ${ownersOf(links)}::uuid[], ${trustsOf(links)}::text[]) as x (id, customer_id, trust)
    where i.workspace_id = ${ctx.workspaceId} and i.id = x.id`.execute(ctx.db)

/** One row for each field of each customer, as columns. */
const flatten = () => {
  const [ids, names, values] = [[], [], []] as [string[], string[], string[]]
  const add = (id: string, fields: Readonly<Record<string, string>>) => {
    for (const name in fields) {
      ids.push(id)
      names.push(name)
      values.push(fields[name]!)
    }
  }
  return { ids, names, values, add }
}

const insertFields = (
  ctx: Context,
  { ids, names, values }: ReturnType<typeof flatten>,
  { source, trust }: ImportSource,
  mayBeThere = false,
) =>
  sql`
    insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
    select ${ctx.workspaceId}::uuid, customer_id, field, ${source}, ${trust}, value, ${ctx.now}
    from unnest(${uuidArray(ids)}::uuid[], ${textArray(names)}::text[], ${textArray(values)}::text[]) as x (customer_id, field, value)
    ${
      mayBeThere
        ? sql`on conflict (workspace_id, customer_id, field, source) do update
            set value = excluded.value, trust = excluded.trust, at = excluded.at`
        : sql``
    }`.execute(ctx.db)

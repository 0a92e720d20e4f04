import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { recordAll } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { customerCreated, identifierLinked } from './events.ts'
import { lockIdentity, type Trust } from './identifiers.ts'
import { normalise } from './normalise.ts'
import { resolveTracked, type TrackedFacts } from './resolve-tracked.ts'

const types = { userId: 'user_id', email: 'email', anonymousId: 'anonymous_id' } as const
const trustOf = { user_id: 'claimed', email: 'claimed', anonymous_id: 'device' } as const

type Named = { type: (typeof types)[keyof typeof types]; value: string; shown: string }
type Wanted = { facts: TrackedFacts; ids: Named[]; keys: string[] }
type Known = Map<string, { customerId: string | null; hasName: boolean }>

const perTransaction = 500

/**
 * `resolveTracked` for many at once, with the same outcome, in a few statements: nearly all are either known and agreed,
 * or wholly new. What is neither takes the long way one by one.
 */
export const resolveAllTracked = async (
  ctx: Context,
  all: readonly TrackedFacts[],
): Promise<(string | undefined)[]> => {
  const wanted = all.map(readIds)
  const known = await readKnown(ctx, wanted)
  const people = groupNew(wanted.filter((one) => one.keys.every((key) => !known.has(key))))
  const made = new Map<string, string>()
  for (let from = 0; from < people.length; from += perTransaction) {
    await createPeople(ctx, people.slice(from, from + perTransaction), made)
  }
  const answers: (string | undefined)[] = []
  for (const one of wanted) {
    answers.push(
      madeFor(one, made) ?? agreedOn(one, known) ?? (await resolveTracked(ctx, one.facts)),
    )
  }
  return answers
}

const readIds = (facts: TrackedFacts): Wanted => {
  const ids = (Object.keys(types) as (keyof typeof types)[]).flatMap((field) => {
    const shown = facts[field]
    const value = shown && normalise(types[field], shown)
    return value ? [{ type: types[field], value, shown: shown.trim().slice(0, 500) }] : []
  })
  return { facts, ids, keys: ids.map(({ type, value }) => `${type} ${value}`) }
}

const readKnown = async (ctx: Context, wanted: readonly Wanted[]): Promise<Known> => {
  const ids = wanted.flatMap((one) => one.ids)
  const { rows } = await sql<{ key: string; customerId: string | null; hasName: boolean }>`
    select i.type || ' ' || i.value as key, i.customer_id as "customerId", c.name is not null as "hasName"
    from (select distinct * from unnest(${ids.map((id) => id.type)}::text[], ${ids.map((id) => id.value)}::text[]) as x(type, value)) w
    join identifier i on i.workspace_id = ${ctx.workspaceId} and i.type = w.type and i.value = w.value
    left join customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ key, ...rest }) => [key, rest]))
}

/** The new person, if all of these ids are theirs: one that is also somebody known is for the rules to judge. */
const madeFor = ({ keys }: Wanted, made: ReadonlyMap<string, string>) => {
  const first = made.get(keys[0] ?? '')
  return keys.every((key) => made.get(key) === first) ? first : undefined
}

/** The customer that all ids already stand for; undefined also where a name is still to be filled in. */
const agreedOn = ({ facts, ids, keys }: Wanted, known: Known) => {
  if (!ids.some(({ type }) => type !== 'anonymous_id')) return undefined
  const first = known.get(keys[0]!)
  if (!first?.customerId || (facts.name && !first.hasName)) return undefined
  return keys.every((key) => known.get(key)?.customerId === first.customerId)
    ? first.customerId
    : undefined
}

/** New people: facts that share an id are one, unless they name two ids of one kind, which is for the rules to judge. */
const groupNew = (wanted: readonly Wanted[]): Wanted[][] => {
  const groupOf = new Map<string, Set<Wanted>>()
  for (const one of wanted) {
    const group = new Set([one])
    for (const key of one.keys) for (const other of groupOf.get(key) ?? []) group.add(other)
    for (const member of group) for (const key of member.keys) groupOf.set(key, group)
  }
  return [...new Set(groupOf.values())]
    .map((group) => [...group])
    .filter((group) => {
      const ids = new Map(
        group.flatMap((one) => one.ids).map((id) => [`${id.type} ${id.value}`, id.type]),
      )
      return (
        new Set(ids.values()).size === ids.size &&
        [...ids.values()].some((type) => type !== 'anonymous_id')
      )
    })
}

/** Writes what the long way writes for a person of whom nothing was known. Adds each id's customer to `made`. */
const createPeople = (ctx: Context, people: Wanted[][], made: Map<string, string>) =>
  inTransaction(ctx, async (ctx) => {
    await lockIdentity(ctx)
    // Another process may have met them since.
    const known = await readKnown(ctx, people.flat())
    const fresh = people.filter((group) =>
      group.every((one) => one.keys.every((key) => !known.has(key))),
    )
    const customers = fresh.map((group) => draft(group))
    const identifiers = customers.flatMap(({ id, ids }) =>
      ids.map((named) => ({ ...named, customerId: id })),
    )
    if (customers.length === 0) return
    await insertCustomers(ctx, customers)
    await insertFields(ctx, customers)
    await insertIdentifiers(ctx, identifiers)
    await recordAll(
      ctx,
      customerCreated,
      customers.map(({ id }) => ({ subjects: { customerId: id }, facts: { reason: 'tracked' } })),
    )
    await recordAll(
      ctx,
      identifierLinked,
      identifiers.map(({ id, type, customerId }) => ({
        subjects: { customerId },
        facts: { identifierId: id, type, trust: trustOf[type], reason: 'tracked', from: null },
      })),
    )
    for (const { customerId, type, value } of identifiers) made.set(`${type} ${value}`, customerId)
  })

const draft = (group: Wanted[]) => {
  const ids = [
    ...new Map(
      group.flatMap((one) => one.ids).map((id) => [id.type, { ...id, id: newId() }]),
    ).values(),
  ]
  const person =
    ids.find(({ type }) => type === 'user_id') ?? ids.find(({ type }) => type === 'email')!
  const name = group.find((one) => one.facts.name)?.facts.name?.slice(0, 200)
  const locale = group.find((one) => one.facts.locale)?.facts.locale
  return { id: newId(), name, nameFrom: name && `identifier:${person.id}`, locale, ids }
}

const insertCustomers = (ctx: Context, customers: ReturnType<typeof draft>[]) =>
  ctx.db
    .insertInto('customer')
    .values(
      customers.map(({ id, name, nameFrom, locale }) => ({
        workspace_id: ctx.workspaceId,
        id,
        name: name ?? null,
        name_from: nameFrom ?? null,
        locale: locale ?? null,
        created_at: ctx.now,
      })),
    )
    .execute()

const insertFields = async (ctx: Context, customers: ReturnType<typeof draft>[]) => {
  const said = customers.flatMap(({ id, name, nameFrom, locale }) =>
    [
      { customer_id: id, field: 'name', value: name, source: nameFrom ?? 'tracked' },
      { customer_id: id, field: 'locale', value: locale, source: 'tracked' },
    ].flatMap((one) => (one.value ? [{ ...one, value: one.value }] : [])),
  )
  if (said.length === 0) return
  await ctx.db
    .insertInto('customer_field')
    .values(
      said.map((one) => ({
        workspace_id: ctx.workspaceId,
        trust: 'claimed',
        at: ctx.now,
        ...one,
      })),
    )
    .execute()
}

const insertIdentifiers = async (
  ctx: Context,
  identifiers: (Named & { id: string; customerId: string })[],
) => {
  const trust = (type: Named['type']): Trust => trustOf[type]
  await ctx.db
    .insertInto('identifier')
    .values(
      identifiers.map(({ id, type, value, shown, customerId }) => ({
        workspace_id: ctx.workspaceId,
        id,
        type,
        value,
        shown,
        customer_id: customerId,
        trust: trust(type),
        created_at: ctx.now,
      })),
    )
    .execute()
  await ctx.db
    .insertInto('identifier_link')
    .values(
      identifiers.map(({ id, type, customerId }) => ({
        workspace_id: ctx.workspaceId,
        identifier_id: id,
        customer_id: customerId,
        trust: trust(type),
        reason: 'tracked',
        actor_type: ctx.actor.type,
        actor_id: ctx.actor.id,
        at: ctx.now,
      })),
    )
    .execute()
}

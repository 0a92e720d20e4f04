import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { recordAll } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { customerCreated, identifierLinked } from './events.ts'
import { lockIdentity, type Trust } from './identifiers.ts'
import { resolveTracked } from './resolve-tracked.ts'
import { type Named, readNamed, type TrackedFacts } from './rules/named.ts'
import { type Rules, readRules } from './rules/read-rules.ts'

type Wanted = { facts: TrackedFacts; ids: Named[]; keys: string[] }
/** `homeId`: the record it was linked to, merged since or not. */
type Owner = { customerId: string; homeId: string }
type Known = Map<string, (Owner | { customerId: null; homeId: null }) & { hasName: boolean }>

const perTransaction = 500

/**
 * `resolveTracked` for many at once, with the same outcome, in a few statements: nearly all are either known and agreed,
 * or wholly new. What is neither takes the long way one by one.
 */
export const resolveAllTracked = async (
  ctx: Context,
  all: readonly TrackedFacts[],
): Promise<(string | undefined)[]> => {
  const rules = await readRules(ctx)
  const wanted = all.map((facts) => readIds(rules, facts))
  const known = await readKnown(ctx, wanted)
  const people = groupNew(
    rules,
    wanted.filter((one) => one.keys.every((key) => !known.has(key))),
  )
  const made = new Map<string, string>()
  for (let from = 0; from < people.length; from += perTransaction) {
    await createPeople(ctx, rules, people.slice(from, from + perTransaction), made)
  }
  const answers: (string | undefined)[] = []
  // Judged one by one since they were read: a tablet that changes hands does so within a batch, too.
  const moved = new Set<string>()
  for (const one of wanted) {
    const isSettled = !one.keys.some((key) => moved.has(key))
    const settled = isSettled ? (madeFor(one, made) ?? agreedOn(rules, one, known)) : undefined
    if (settled === undefined) for (const key of one.keys) moved.add(key)
    answers.push(settled ?? (await resolveTracked(ctx, one.facts)))
  }
  return answers
}

/**
 * Whose tracked events these are by now, where `resolveTracked` has learned of them: it may have been another's a moment
 * ago, before staff took a merge back. Undefined where only a device is named, or nobody known.
 */
export const findTracked = async (
  ctx: Context,
  all: readonly TrackedFacts[],
): Promise<(Owner | undefined)[]> => {
  const rules = await readRules(ctx)
  const wanted = all.map((facts) => readIds(rules, facts))
  const known = await readKnown(ctx, wanted)
  return wanted.map(({ ids, keys }) => {
    const people = keys.filter((_key, at) => !rules.isDevice(ids[at]!.type))
    const owner = people.map((key) => known.get(key)).find((one) => one?.customerId)
    return owner?.customerId ? owner : undefined
  })
}

const readIds = (rules: Rules, facts: TrackedFacts): Wanted => {
  const ids = readNamed(rules, facts)
  return { facts, ids, keys: ids.map(({ type, value }) => `${type} ${value}`) }
}

const readKnown = async (ctx: Context, wanted: readonly Wanted[]): Promise<Known> => {
  const ids = wanted.flatMap((one) => one.ids)
  const { rows } = await sql<{ key: string; customerId: string; homeId: string; hasName: boolean }>`
    select i.type || ' ' || i.value as key, i.customer_id as "customerId", c.name is not null as "hasName",
      coalesce(i.home_id, i.customer_id) as "homeId"
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
const agreedOn = (rules: Rules, { facts, ids, keys }: Wanted, known: Known) => {
  if (ids.every(({ type }) => rules.isDevice(type))) return undefined
  const first = known.get(keys[0]!)
  if (!first?.customerId || (facts.name && !first.hasName)) return undefined
  return keys.every((key) => known.get(key)?.customerId === first.customerId)
    ? first.customerId
    : undefined
}

/** New people: facts that share an id are one, unless they name two ids of one kind, which is for the rules to judge. */
const groupNew = (rules: Rules, wanted: readonly Wanted[]): Wanted[][] => {
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
        [...ids.values()].every((type) => rules.of(type).most > 0) &&
        [...ids.values()].some((type) => !rules.isDevice(type))
      )
    })
}

/** Writes what the long way writes for a person of whom nothing was known. Adds each id's customer to `made`. */
const createPeople = (ctx: Context, rules: Rules, people: Wanted[][], made: Map<string, string>) =>
  inTransaction(ctx, async (ctx) => {
    await lockIdentity(ctx)
    // Another process may have met them since.
    const known = await readKnown(ctx, people.flat())
    const fresh = people.filter((group) =>
      group.every((one) => one.keys.every((key) => !known.has(key))),
    )
    const customers = fresh.map((group) => draft(rules, group))
    const identifiers = customers.flatMap(({ id, ids }) =>
      ids.map((named) => ({ ...named, customerId: id, trust: trustOf(rules, named.type) })),
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
      identifiers.map(({ id, type, trust, customerId }) => ({
        subjects: { customerId },
        facts: { identifierId: id, type, trust, reason: 'tracked', from: null },
      })),
    )
    for (const { customerId, type, value } of identifiers) made.set(`${type} ${value}`, customerId)
  })

const trustOf = (rules: Rules, type: string): Trust => (rules.isDevice(type) ? 'device' : 'claimed')

const draft = (rules: Rules, group: Wanted[]) => {
  const ids = [
    ...new Map(
      group.flatMap((one) => one.ids).map((id) => [id.type, { ...id, id: newId() }]),
    ).values(),
  ]
  const place = ({ type }: Named) => rules.of(type).priority
  const [person] = ids
    .filter(({ type }) => !rules.isDevice(type))
    .sort((a, b) => place(a) - place(b))
  const name = group.find((one) => one.facts.name)?.facts.name?.slice(0, 200)
  const locale = group.find((one) => one.facts.locale)?.facts.locale
  return { id: newId(), name, nameFrom: name && `identifier:${person!.id}`, locale, ids }
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
  identifiers: (Named & { id: string; customerId: string; trust: Trust })[],
) => {
  await ctx.db
    .insertInto('identifier')
    .values(
      identifiers.map(({ id, type, value, shown, customerId, trust }) => ({
        workspace_id: ctx.workspaceId,
        id,
        type,
        value,
        shown,
        customer_id: customerId,
        trust,
        created_at: ctx.now,
      })),
    )
    .execute()
  await ctx.db
    .insertInto('identifier_link')
    .values(
      identifiers.map(({ id, customerId, trust }) => ({
        workspace_id: ctx.workspaceId,
        identifier_id: id,
        customer_id: customerId,
        trust,
        reason: 'tracked',
        actor_type: ctx.actor.type,
        actor_id: ctx.actor.id,
        at: ctx.now,
      })),
    )
    .execute()
}

import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { noteFirst, settleFields } from './fields.ts'
import {
  createCustomer,
  ensureIdentifier,
  findIdentifier,
  type Identifier,
  isProvisional,
  linkIdentifier,
  lockIdentity,
} from './identifiers.ts'
import { absorb } from './merging/absorb.ts'
import { noteDecision } from './rules/decisions.ts'
import { clash, fits, isKnownPerson } from './rules/fit.ts'
import { type Named, readNamed, type TrackedFacts } from './rules/named.ts'
import { closeHold, heldSince } from './rules/past.ts'
import { type Rules, readRules } from './rules/read-rules.ts'

export type { TrackedFacts } from './rules/named.ts'

/**
 * Whose tracked events these are. A write key is public, so what it says is a claim: it may join
 * what nobody vouches for yet, never two verified people, and changes no verified person's fields.
 * Undefined while only a device is known.
 */
export const resolveTracked = async (
  ctx: Context,
  facts: TrackedFacts,
): Promise<string | undefined> => {
  const rules = await readRules(ctx)
  const named = readNamed(rules, facts)
  // One after the other: in a transaction there is one connection for all.
  const known: (Identifier | undefined)[] = []
  for (const { type, value } of named) known.push(await findIdentifier(ctx, type, value))
  if (named.every(({ type }) => rules.isDevice(type))) return known[0]?.customer_id ?? undefined
  const first = known[0]?.customer_id
  if (first && known.every((one) => one?.customer_id === first)) {
    if (facts.name) await fillUnverifiedName(ctx, first, facts.name)
    return first
  }
  return inTransaction(ctx, (ctx) => joinTracked(ctx, rules, facts, named))
}

const joinTracked = async (
  ctx: Context,
  rules: Rules,
  facts: TrackedFacts,
  named: readonly Named[],
): Promise<string> => {
  await lockIdentity(ctx)
  const all: Identifier[] = []
  for (const { type, shown } of named) all.push((await ensureIdentifier(ctx, type, shown))!)
  const people = all.filter(({ type }) => !rules.isDevice(type))
  const devices = all.filter(({ type }) => rules.isDevice(type))
  let customerId =
    (await findOwner(ctx, rules, people)) ??
    (await findNameless(ctx, rules, devices)) ??
    (await createCustomer(ctx, {
      name: facts.name,
      source: `identifier:${people[0]!.id}`,
      locale: facts.locale,
      reason: 'tracked',
    }))
  for (const person of people)
    customerId = await joinPerson(ctx, rules, await asItStands(ctx, person), customerId)
  for (const device of devices) {
    const standing = await asItStands(ctx, device)
    await attachDevice(ctx, rules, standing, customerId, facts.at ?? ctx.now)
  }
  if (facts.name) await fillUnverifiedName(ctx, customerId, facts.name)
  return customerId
}

/** One that came before may have brought others along. */
const asItStands = async (ctx: Context, { type, value }: Identifier) =>
  (await findIdentifier(ctx, type, value))!

/** Whose the first of these is that is somebody's: unless that one cannot have the ids that count more. */
const findOwner = async (ctx: Context, rules: Rules, people: readonly Identifier[]) => {
  for (const [place, person] of people.entries()) {
    const owner = person.customer_id
    if (!owner || (place > 0 && !rules.joins(person.type, person.value))) continue
    let isTheirs = true
    for (const more of people.slice(0, place)) isTheirs &&= await fits(ctx, rules, owner, more)
    if (isTheirs) return owner
  }
  return undefined
}

/** Whoever did something on the device and said nothing of themselves: that is part of whoever names themselves there. */
const findNameless = async (ctx: Context, rules: Rules, devices: readonly Identifier[]) => {
  for (const { customer_id } of devices)
    if (customer_id && !(await isKnownPerson(ctx, rules, customer_id))) return customer_id
  return undefined
}

/** Gives a person's identifier to the customer, or the one to the other where a claim may; else keeps why it did not. */
const joinPerson = async (
  ctx: Context,
  rules: Rules,
  person: Identifier,
  customerId: string,
): Promise<string> => {
  const owner = person.customer_id
  if (owner === customerId) return customerId
  const leftOut = (rule: Parameters<typeof noteDecision>[2]['rule']) =>
    noteDecision(ctx, rules, { customerId, identifier: person, rule })
  if (!owner) {
    if (await fits(ctx, rules, customerId, person))
      await linkIdentifier(ctx, person, customerId, 'claimed', 'tracked')
    else await leftOut('limit')
    return customerId
  }
  if (!rules.joins(person.type, person.value)) await leftOut('shared-value')
  else if (await clash(ctx, rules, customerId, owner)) await leftOut('other-person')
  else if (await isProvisional(ctx, customerId)) {
    if (await absorb(ctx, customerId, owner, 'tracked')) return owner
    await leftOut('ruled-different')
  } else if (!(await isProvisional(ctx, owner))) await leftOut('other-person')
  else if (!(await absorb(ctx, owner, customerId, 'tracked'))) await leftOut('ruled-different')
  return customerId
}

/**
 * A device follows who signs in on it. What a visitor without a name did there comes along; what somebody known did there
 * stays theirs, up to now.
 */
const attachDevice = async (
  ctx: Context,
  rules: Rules,
  device: Identifier,
  customerId: string,
  at: Date,
) => {
  const before = device.customer_id
  if (before === customerId) return
  if (before && !(await isKnownPerson(ctx, rules, before))) {
    if (await absorb(ctx, before, customerId, 'tracked')) return
  }
  if (!(await fits(ctx, rules, customerId, device)))
    return noteDecision(ctx, rules, { customerId, identifier: device, rule: 'limit' })
  if (before) {
    const since = await heldSince(ctx, device.id)
    // Said late, of a time when it was somebody else's in the end.
    if (since && at <= since) return
    await closeHold(ctx, device, at)
  }
  await linkIdentifier(ctx, device, customerId, 'device', 'tracked')
  if (before) await afterMove(ctx, rules, device, before)
}

/** Shown to staff on both sides; and a device of many people is nobody's. */
const afterMove = (ctx: Context, rules: Rules, device: Identifier, before: string) =>
  noteDecision(ctx, rules, { customerId: before, identifier: device, rule: 'moved-on' })

const fillUnverifiedName = async (ctx: Context, customerId: string, name: string) => {
  const person = await ctx.db
    .selectFrom('customer')
    .select('name')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', customerId)
    .executeTakeFirst()
  if (!person || person.name !== null || !(await isProvisional(ctx, customerId))) return
  const said = {
    field: 'name',
    source: 'tracked',
    trust: 'claimed',
    value: name.slice(0, 200),
  } as const
  if (await noteFirst(ctx, customerId, said)) await settleFields(ctx, customerId)
}

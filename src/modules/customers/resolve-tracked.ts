import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { noteFirst, settleFields } from './fields.ts'
import {
  createCustomer,
  ensureIdentifier,
  findIdentifier,
  type Identifier,
  identifiersOf,
  isProvisional,
  linkIdentifier,
  lockIdentity,
} from './identifiers.ts'
import { absorb } from './merging/absorb.ts'

export type TrackedFacts = {
  anonymousId?: string | undefined
  userId?: string | undefined
  email?: string | undefined
  name?: string | undefined
  locale?: string | undefined
}

/**
 * Whose tracked events these are. A write key is public, so what it says is a claim: it may join
 * what nobody vouches for yet, never two verified people, and changes no verified person's fields.
 * Undefined while only a device is known.
 */
export const resolveTracked = async (
  ctx: Context,
  facts: TrackedFacts,
): Promise<string | undefined> => {
  const known = await Promise.all([
    facts.userId ? findIdentifier(ctx, 'user_id', facts.userId) : undefined,
    facts.email ? findIdentifier(ctx, 'email', facts.email) : undefined,
    facts.anonymousId ? findIdentifier(ctx, 'anonymous_id', facts.anonymousId) : undefined,
  ])
  const person = known[0] ?? known[1]
  if (!facts.userId && !facts.email) return known[2]?.customer_id ?? undefined
  const given = [facts.userId, facts.email, facts.anonymousId].filter(Boolean).length
  const agreed = known.filter(
    (one) => one?.customer_id && one.customer_id === person?.customer_id,
  ).length
  if (agreed === given) {
    if (facts.name) await fillUnverifiedName(ctx, person!.customer_id!, facts.name)
    return person!.customer_id!
  }
  return inTransaction(ctx, (ctx) => joinTracked(ctx, facts))
}

const joinTracked = async (ctx: Context, facts: TrackedFacts): Promise<string | undefined> => {
  await lockIdentity(ctx)
  const user = facts.userId ? await ensureIdentifier(ctx, 'user_id', facts.userId) : undefined
  const email = facts.email ? await ensureIdentifier(ctx, 'email', facts.email) : undefined
  const device = facts.anonymousId
    ? await ensureIdentifier(ctx, 'anonymous_id', facts.anonymousId)
    : undefined
  const person = user ?? email
  if (!person) return device?.customer_id ?? undefined
  const target =
    user?.customer_id ??
    (await ownerFor(ctx, email, user)) ??
    (await ownerFor(ctx, device, user)) ??
    (await createCustomer(ctx, {
      name: facts.name,
      source: `identifier:${person.id}`,
      locale: facts.locale,
      reason: 'tracked',
    }))
  if (!person.customer_id) await linkIdentifier(ctx, person, target, 'claimed', 'tracked')
  const customerId = email ? await joinEmail(ctx, email, target, user) : target
  if (device) await attachDevice(ctx, device, customerId)
  if (facts.name) await fillUnverifiedName(ctx, customerId, facts.name)
  return customerId
}

/** The person of a device or an address, unless that one is already somebody else on the same site. */
const ownerFor = async (
  ctx: Context,
  named: Identifier | undefined,
  user: Identifier | undefined,
) => {
  if (!named?.customer_id) return undefined
  const others = await identifiersOf(ctx, named.customer_id)
  const isOther = user && others.some((other) => other.type === 'user_id' && other.id !== user.id)
  return isOther ? undefined : named.customer_id
}

const joinEmail = async (
  ctx: Context,
  email: Identifier,
  target: string,
  user: Identifier | undefined,
) => {
  if (!email.customer_id) await linkIdentifier(ctx, email, target, 'claimed', 'tracked')
  const owner = await ownerFor(ctx, email, user)
  if (!owner || owner === target) return target
  if ((await isProvisional(ctx, target)) && (await absorb(ctx, target, owner, 'tracked')))
    return owner
  if (await isProvisional(ctx, owner)) await absorb(ctx, owner, target, 'tracked')
  return target
}

/** A device follows who signs in on it; what a visitor without a name did there comes along. */
const attachDevice = async (ctx: Context, device: Identifier, customerId: string) => {
  const before = device.customer_id
  if (before === customerId) return
  if (before) {
    const others = await identifiersOf(ctx, before)
    const nameless = others.every((other) => other.trust !== 'verified' && other.type !== 'user_id')
    if (nameless && (await absorb(ctx, before, customerId, 'tracked'))) return
  }
  await linkIdentifier(ctx, device, customerId, 'device', 'tracked')
}

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

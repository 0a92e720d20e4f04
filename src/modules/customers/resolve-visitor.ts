import type { Context } from '../../foundation/server/context.ts'
import { noteReturn } from './erased.ts'
import {
  createCustomer,
  ensureIdentifier,
  type Identifier,
  identifiersOf,
  isProvisional,
  linkIdentifier,
  lockIdentity,
  ownerIfVouched,
} from './identifiers.ts'
import { absorb } from './merging/absorb.ts'
import { areRuledDifferent } from './merging/rulings.ts'
import { isAnyErased } from './merging/unite.ts'
import type { Resolved } from './resolve-sender.ts'
import { noteDecision } from './rules/decisions.ts'
import { clash, fits } from './rules/fit.ts'
import { type Rules, readRules } from './rules/read-rules.ts'

export type VisitorFacts = {
  visitorId: string
  anonymousId: string | null
  claimedEmail: string | null
  claimedName: string | null
  locale: string
  /** A member spoke first. */
  invited?: boolean
}

/**
 * Whose a visitor's words are. A device attaches to whom it already belongs; a typed address is a
 * claim: staff see one person marked unverified, and nothing of that person changes.
 */
export const resolveVisitor = async (ctx: Context, facts: VisitorFacts): Promise<Resolved> => {
  await lockIdentity(ctx)
  const rules = await readRules(ctx)
  const usable = (type: string, value: string | null) =>
    value && rules.normal(type, value) ? ensureIdentifier(ctx, type, value) : undefined
  const visitor = (await ensureIdentifier(ctx, 'visitor', facts.visitorId))!
  const device = await usable('anonymous_id', facts.anonymousId)
  const claimed = await usable('email', facts.claimedEmail)
  if (facts.anonymousId) await noteReturn(ctx, [{ type: 'anonymous_id', value: facts.anonymousId }])
  if (!visitor.customer_id) await placeVisitor(ctx, facts, visitor, device, claimed)
  if (claimed && visitor.trust !== 'verified')
    await applyClaim(ctx, rules, visitor, device, claimed)
  return { customerId: visitor.customer_id!, identifierId: visitor.id }
}

/** The visitor as an identifier of its own, nobody's yet. */
export const ensureVisitorIdentifier = async (ctx: Context, visitorId: string): Promise<string> =>
  (await ensureIdentifier(ctx, 'visitor', visitorId))!.id

/** A first word: the device's person, else whoever the address is claimed to be, else somebody new. */
const placeVisitor = async (
  ctx: Context,
  facts: VisitorFacts,
  visitor: Identifier,
  device: Identifier | undefined,
  claimed: Identifier | undefined,
) => {
  const spoke = facts.invited ? 'invited' : 'visitor-wrote'
  const said = claimed?.customer_id
  // Their words would be erased along with whoever that address belongs to.
  const claimedOwner = said && !(await isAnyErased(ctx, [said])) ? said : undefined
  const owner = device?.customer_id ?? claimedOwner
  const isClaim = !device?.customer_id && owner
  const customerId =
    owner ??
    (await createCustomer(ctx, {
      name: facts.claimedName ?? undefined,
      source: `identifier:${visitor.id}`,
      locale: facts.locale,
      reason: spoke,
    }))
  const [trust, reason] = isClaim
    ? (['claimed', 'visitor-claimed'] as const)
    : (['device', spoke] as const)
  await linkIdentifier(ctx, visitor, customerId, trust, reason)
  if (device && !device.customer_id) await linkIdentifier(ctx, device, customerId, trust, reason)
}

const applyClaim = async (
  ctx: Context,
  rules: Rules,
  visitor: Identifier,
  device: Identifier | undefined,
  { type, value }: Identifier,
) => {
  const address = await ensureIdentifier(ctx, type, value)
  if (!address || address.customer_id === visitor.customer_id) return
  if (visitor.trust === 'claimed') return changeClaim(ctx, visitor, device, address)
  const mine = visitor.customer_id!
  if (!address.customer_id) {
    // On a shared tablet: whoever has an account or an address of their own is not who types another one there.
    if (await isSomebodyElse(ctx, rules, mine)) return changeClaim(ctx, visitor, device, address)
    if (await fits(ctx, rules, mine, address))
      return linkIdentifier(ctx, address, mine, 'claimed', 'visitor-claimed')
    return noteDecision(ctx, rules, { customerId: mine, identifier: address, rule: 'limit' })
  }
  const theirs = address.customer_id
  if (await areRuledDifferent(ctx, mine, theirs)) return
  if (await isAnyErased(ctx, [mine, theirs])) return
  const mayBeOne =
    rules.joins(type, address.value) &&
    (await isProvisional(ctx, mine)) &&
    !(await isSomebodyElse(ctx, rules, mine)) &&
    !(await clash(ctx, rules, mine, theirs))
  if (mayBeOne) {
    await absorb(ctx, mine, theirs, 'visitor-claimed')
    visitor.customer_id = theirs
    return
  }
  // The device is a known person's: only these words follow the claim.
  await linkIdentifier(ctx, visitor, theirs, 'claimed', 'visitor-claimed')
  if (device && (await isOnlyDevice(ctx, device)))
    await linkIdentifier(ctx, device, theirs, 'claimed', 'visitor-claimed')
}

/** Who was somebody only by their word is nobody of theirs once they say otherwise. */
const changeClaim = async (
  ctx: Context,
  visitor: Identifier,
  device: Identifier | undefined,
  address: Identifier,
) => {
  const before = visitor.customer_id
  const trust = address.customer_id ? 'claimed' : 'device'
  const next = address.customer_id ?? (await createCustomer(ctx, { reason: 'visitor-claimed' }))
  if (!address.customer_id) await linkIdentifier(ctx, address, next, 'claimed', 'visitor-claimed')
  await linkIdentifier(ctx, visitor, next, trust, 'visitor-claimed')
  if (device?.trust === 'claimed' && device.customer_id === before)
    await linkIdentifier(ctx, device, next, trust, 'visitor-claimed')
}

/** Vouched for, or with an account and an address of their own. */
const isSomebodyElse = async (ctx: Context, rules: Rules, customerId: string) => {
  const held = await identifiersOf(ctx, customerId)
  const hasAccount = held.some(({ type }) => rules.of(type).single)
  return held.some(({ type, trust }) => trust === 'verified' || (hasAccount && type === 'email'))
}

/** Another of a kind of which a person has one. */
const hasAnother = async (
  ctx: Context,
  rules: Rules,
  customerId: string,
  { id, type }: Pick<Identifier, 'id' | 'type'>,
) =>
  rules.of(type).single &&
  (await identifiersOf(ctx, customerId)).some((one) => one.type === type && one.id !== id)

const isOnlyDevice = async (ctx: Context, device: Identifier) =>
  (await identifiersOf(ctx, device.customer_id!)).every((other) => other.trust === 'device')

/** After proof (a code sent to the address, a signed token) the visitor is that person. */
export const proveVisitor = async (
  ctx: Context,
  visitorId: string,
  proof: {
    type: 'email' | 'user_id'
    value: string
    email?: string | undefined
    name?: string | undefined
    reason: string
  },
): Promise<{ customerId: string; provedIdentifierId: string } | undefined> => {
  await lockIdentity(ctx)
  const visitor = await ensureIdentifier(ctx, 'visitor', visitorId)
  await noteReturn(ctx, [{ type: proof.type, value: proof.value }])
  const proved = await ensureIdentifier(ctx, proof.type, proof.value)
  if (!visitor || !proved) return undefined
  const email = proof.email ? await ensureIdentifier(ctx, 'email', proof.email) : undefined
  const rules = await readRules(ctx)
  /** Whoever has another account is somebody else, also on the same device or with the same address. */
  const unlessOther = async (customerId: string | undefined) =>
    customerId && !(await hasAnother(ctx, rules, customerId, proved)) ? customerId : undefined
  // What a visitor did before is theirs; whom they only said to be is not.
  const own =
    visitor.trust === 'claimed' ? undefined : await unlessOther(await ownerIfVouched(ctx, visitor))
  const owner =
    (await ownerIfVouched(ctx, proved)) ?? (await unlessOther(await ownerIfVouched(ctx, email)))
  // The site tracked this account for somebody: that stays a claim, for its write key is public.
  const claimed = !owner && proof.type === 'user_id' ? proved.customer_id : null
  const customerId =
    owner ??
    claimed ??
    own ??
    (await createCustomer(ctx, {
      name: proof.name,
      source: `identifier:${proved.id}`,
      trust: claimed ? 'claimed' : 'verified',
      reason: proof.reason,
    }))
  const trust = claimed ? 'claimed' : 'verified'
  const comesAlong =
    own &&
    own !== customerId &&
    (await isProvisional(ctx, own)) &&
    !(await clash(ctx, rules, own, customerId))
  if (comesAlong) {
    if (await absorb(ctx, own, customerId, proof.reason)) visitor.customer_id = customerId
  }
  await linkIdentifier(ctx, proved, customerId, trust, proof.reason)
  await linkIdentifier(ctx, visitor, customerId, trust, proof.reason)
  if (email && !claimed && (!email.customer_id || email.customer_id === customerId)) {
    await linkIdentifier(ctx, email, customerId, 'verified', proof.reason)
  }
  return { customerId, provedIdentifierId: proved.id }
}

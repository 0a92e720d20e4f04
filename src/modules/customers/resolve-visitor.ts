import type { Context } from '../../foundation/server/context.ts'
import {
  absorb,
  createCustomer,
  ensureIdentifier,
  type Identifier,
  identifiersOf,
  isProvisional,
  linkIdentifier,
  lockIdentity,
} from './identifiers.ts'
import type { Resolved } from './resolve-sender.ts'

export type VisitorFacts = {
  visitorId: string
  anonymousId: string | null
  claimedEmail: string | null
  claimedName: string | null
  locale: string
}

/**
 * Whose a visitor's words are. A device attaches to whom it already belongs; a typed address is a
 * claim: staff see one person marked unverified, and nothing of that person changes.
 */
export const resolveVisitor = async (ctx: Context, facts: VisitorFacts): Promise<Resolved> => {
  await lockIdentity(ctx)
  const visitor = (await ensureIdentifier(ctx, 'visitor', facts.visitorId))!
  const device = facts.anonymousId
    ? await ensureIdentifier(ctx, 'anonymous_id', facts.anonymousId)
    : undefined
  if (!visitor.customer_id) await placeVisitor(ctx, facts, visitor, device)
  if (facts.claimedEmail && visitor.trust !== 'verified')
    await applyClaim(ctx, visitor, device, facts.claimedEmail)
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
) => {
  const claimed = facts.claimedEmail
    ? await ensureIdentifier(ctx, 'email', facts.claimedEmail)
    : undefined
  const owner = device?.customer_id ?? claimed?.customer_id
  const isClaim = !device?.customer_id && owner
  const customerId =
    owner ??
    (await createCustomer(ctx, {
      name: facts.claimedName ?? undefined,
      nameFrom: `identifier:${visitor.id}`,
      locale: facts.locale,
      reason: 'visitor-wrote',
    }))
  const [trust, reason] = isClaim
    ? (['claimed', 'visitor-claimed'] as const)
    : (['device', 'visitor-wrote'] as const)
  await linkIdentifier(ctx, visitor, customerId, trust, reason)
  if (device && !device.customer_id) await linkIdentifier(ctx, device, customerId, trust, reason)
}

const applyClaim = async (
  ctx: Context,
  visitor: Identifier,
  device: Identifier | undefined,
  email: string,
) => {
  const address = await ensureIdentifier(ctx, 'email', email)
  if (!address) return
  const mine = visitor.customer_id!
  if (!address.customer_id) return linkIdentifier(ctx, address, mine, 'claimed', 'visitor-claimed')
  if (address.customer_id === mine) return
  const theirs = address.customer_id
  if (await isProvisional(ctx, mine)) {
    await absorb(ctx, mine, theirs, 'visitor-claimed')
    visitor.customer_id = theirs
    return
  }
  // The device is a known person's: only these words follow the claim.
  await linkIdentifier(ctx, visitor, theirs, 'claimed', 'visitor-claimed')
  if (device && (await isOnlyDevice(ctx, device)))
    await linkIdentifier(ctx, device, theirs, 'claimed', 'visitor-claimed')
}

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
  const proved = await ensureIdentifier(ctx, proof.type, proof.value)
  if (!visitor || !proved) return undefined
  const email = proof.email ? await ensureIdentifier(ctx, 'email', proof.email) : undefined
  const customerId =
    proved.customer_id ??
    email?.customer_id ??
    visitor.customer_id ??
    (await createCustomer(ctx, {
      name: proof.name,
      nameFrom: `identifier:${proved.id}`,
      reason: proof.reason,
    }))
  if (
    visitor.customer_id &&
    visitor.customer_id !== customerId &&
    (await isProvisional(ctx, visitor.customer_id))
  ) {
    await absorb(ctx, visitor.customer_id, customerId, proof.reason)
    visitor.customer_id = customerId
  }
  await linkIdentifier(ctx, proved, customerId, 'verified', proof.reason)
  await linkIdentifier(ctx, visitor, customerId, 'verified', proof.reason)
  if (email && (!email.customer_id || email.customer_id === customerId)) {
    await linkIdentifier(ctx, email, customerId, 'verified', proof.reason)
  }
  return { customerId, provedIdentifierId: proved.id }
}

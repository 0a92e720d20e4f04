import { type Context, lockWords } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { touchContact } from './contact.ts'
import { customerAbsorbed, customerCreated, identifierLinked } from './events.ts'
import { normalise } from './normalise.ts'

export type Trust = 'verified' | 'claimed' | 'device'
export type Identifier = {
  id: string
  type: string
  value: string
  customer_id: string | null
  trust: string | null
}

/** All changes of who is who take turns; reads do not. Taken before any other lock. */
export const lockIdentity = (ctx: Context) => lockWords(ctx, 'identity')

const columns = ['id', 'type', 'value', 'customer_id', 'trust'] as const

export const findIdentifier = async (
  ctx: Context,
  type: string,
  value: string,
): Promise<Identifier | undefined> => {
  const normal = normalise(type, value)
  if (!normal) return undefined
  return ctx.db
    .selectFrom('identifier')
    .select(columns)
    .where('workspace_id', '=', ctx.workspaceId)
    .where('type', '=', type)
    .where('value', '=', normal)
    .executeTakeFirst()
}

/** Undefined when the value identifies nobody. */
export const ensureIdentifier = async (
  ctx: Context,
  type: string,
  value: string,
): Promise<Identifier | undefined> => {
  const normal = normalise(type, value)
  if (!normal) return undefined
  const made = await ctx.db
    .insertInto('identifier')
    .values({
      workspace_id: ctx.workspaceId,
      id: newId(),
      type,
      value: normal,
      shown: value.trim().slice(0, 500),
      created_at: ctx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns)
    .executeTakeFirst()
  return made ?? findIdentifier(ctx, type, value)
}

/** Appends to the link log and moves the projection. Nothing is written when it already stands so. */
export const linkIdentifier = async (
  ctx: Context,
  identifier: Identifier,
  customerId: string,
  trust: Trust,
  reason: string,
) => {
  if (identifier.customer_id === customerId && identifier.trust === trust) return
  await ctx.db
    .insertInto('identifier_link')
    .values({
      workspace_id: ctx.workspaceId,
      identifier_id: identifier.id,
      customer_id: customerId,
      trust,
      reason,
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      at: ctx.now,
    })
    .execute()
  await ctx.db
    .updateTable('identifier')
    .set({ customer_id: customerId, trust })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', identifier.id)
    .execute()
  const from = identifier.customer_id === customerId ? null : identifier.customer_id
  await record(
    ctx,
    identifierLinked,
    { customerId },
    { identifierId: identifier.id, type: identifier.type, trust, reason, from },
  )
  identifier.customer_id = customerId
  identifier.trust = trust
}

export const createCustomer = async (
  ctx: Context,
  fields: {
    name?: string | undefined
    nameFrom?: string | undefined
    locale?: string | undefined
    reason: string
  },
): Promise<string> => {
  const id = newId()
  await ctx.db
    .insertInto('customer')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      name: fields.name || null,
      name_from: fields.name ? (fields.nameFrom ?? null) : null,
      locale: fields.locale ?? null,
      created_at: ctx.now,
    })
    .execute()
  await record(ctx, customerCreated, { customerId: id }, { reason: fields.reason })
  return id
}

export const identifiersOf = (ctx: Context, customerId: string): Promise<Identifier[]> =>
  ctx.db
    .selectFrom('identifier')
    .select(columns)
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', '=', customerId)
    .limit(1000)
    .execute()

/** Nothing vouches for it yet: such a customer may become part of another on a claim. */
export const isProvisional = async (ctx: Context, customerId: string) =>
  (await identifiersOf(ctx, customerId)).every((identifier) => identifier.trust !== 'verified')

/**
 * Whose an identifier is once it is vouched for itself. One that was only claimed for somebody whom others vouch for
 * stands for nobody: a claim would otherwise become proof by proving something else.
 */
export const ownerIfVouched = async (ctx: Context, identifier: Identifier | undefined) => {
  if (!identifier?.customer_id) return undefined
  const isTheirs =
    identifier.trust === 'verified' || (await isProvisional(ctx, identifier.customer_id))
  return isTheirs ? identifier.customer_id : undefined
}

/** Gives everything of a provisional customer to another, link by link, so that the log can give it back. */
export const absorb = async (ctx: Context, fromId: string, intoId: string, reason: string) => {
  for (const identifier of await identifiersOf(ctx, fromId)) {
    await linkIdentifier(ctx, identifier, intoId, 'claimed', reason)
  }
  const absorbed = await ctx.db
    .updateTable('customer')
    .set({ merged_into: intoId })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', fromId)
    .returning('last_contact_at')
    .executeTakeFirst()
  // Before their conversations follow, the one who is shown has been heard from as lately as both.
  if (absorbed?.last_contact_at)
    await touchContact({ ...ctx, now: absorbed.last_contact_at }, intoId)
  await record(ctx, customerAbsorbed, { customerId: fromId }, { into: intoId, reason })
}

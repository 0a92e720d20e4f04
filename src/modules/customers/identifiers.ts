import { sql } from 'kysely'
import { type Context, lockWords } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { customerCreated, identifierLinked } from './events.ts'
import { type FieldTrust, noteField } from './fields.ts'
import { normalise } from './normalise.ts'
import { readRules } from './rules/read-rules.ts'

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

export const spell = async (ctx: Context, type: string, value: string) =>
  normalise(type, value, (await readRules(ctx)).of(type).normaliser)

export const findIdentifier = async (
  ctx: Context,
  type: string,
  value: string,
): Promise<Identifier | undefined> => {
  const normal = await spell(ctx, type, value)
  if (!normal) return undefined
  return ctx.db
    .selectFrom('identifier')
    .select(columns)
    .where('workspace_id', '=', ctx.workspaceId)
    .where('type', '=', type)
    .where('value', '=', normal)
    .executeTakeFirst()
}

/** Undefined when the value identifies nobody. Rules that take a stranger's word ask `Rules.normal` before. */
export const ensureIdentifier = async (
  ctx: Context,
  type: string,
  value: string,
): Promise<Identifier | undefined> => {
  const normal = await spell(ctx, type, value)
  if (!normal) return undefined
  // Most who write have written before.
  const known = await findIdentifier(ctx, type, value)
  if (known) return known
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
    .set({
      customer_id: customerId,
      trust,
      ...(identifier.customer_id === customerId ? {} : { home_id: null }),
    })
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
    locale?: string | undefined
    /** Who said so, and what that counts for. */
    source?: string
    trust?: FieldTrust
    reason: string
  },
): Promise<string> => {
  const id = newId()
  const { source = 'tracked', trust = 'claimed' } = fields
  await ctx.db
    .insertInto('customer')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      name: fields.name || null,
      name_from: fields.name ? source : null,
      locale: fields.locale ?? null,
      created_at: ctx.now,
    })
    .execute()
  for (const field of ['name', 'locale'] as const) {
    const value = fields[field]
    if (value) await noteField(ctx, id, { field, source, trust, value })
  }
  await record(ctx, customerCreated, { customerId: id }, { reason: fields.reason })
  return id
}

/** At most a thousand, what says most of them first: the rest are visitors' and browsers'. */
export const identifiersOf = (ctx: Context, customerId: string): Promise<Identifier[]> =>
  ctx.db
    .selectFrom('identifier')
    .select(columns)
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', '=', customerId)
    .orderBy(sql`trust = 'verified'`, 'desc')
    .orderBy(sql`type in ('visitor', 'anonymous_id')`)
    .orderBy(sql`type = 'visitor'`)
    .limit(1000)
    .execute()

/** Nothing vouches for it yet: such a customer may become part of another on a claim. */
export const isProvisional = async (ctx: Context, customerId: string) =>
  (await ctx.db
    .selectFrom('identifier')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', '=', customerId)
    .where('trust', '=', 'verified')
    .limit(1)
    .executeTakeFirst()) === undefined

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

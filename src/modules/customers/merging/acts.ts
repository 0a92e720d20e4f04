import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { recordAll } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { identifierLinked } from '../events.ts'
import type { Trust } from '../identifiers.ts'

export type ActKind = 'merge' | 'absorb' | 'split' | 'unmerge'
/** `home`: the customer an identifier was linked to, merged since or not. */
export type Moved = { id: string; trust: Trust; home: string }
export type Act = {
  id: string
  kind: ActKind
  from_id: string
  into_id: string
  reason: string
  note: string
  moved: Moved[]
  undoes: string | null
  actor_type: string
  actor_id: string
  at: Date
}

/** More would be a broken integration, not a person, and must not be glued to another. */
const most = 5000

/** The identifiers of a customer as they stand. Errors: `customer.too-many-identifiers`. */
export const readHeld = async (ctx: Context, customerId: string): Promise<Moved[]> => {
  const rows = await ctx.db
    .selectFrom('identifier')
    .select(['id', 'trust'])
    .select((eb) => eb.fn.coalesce('home_id', 'customer_id').as('home'))
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', '=', customerId)
    .limit(most + 1)
    .execute()
  if (rows.length > most) throw new AppError('conflict', 'customer.too-many-identifiers', { most })
  return rows as Moved[]
}

/**
 * Some of the identifiers of a customer, that are to go to somebody else. Errors: `customer.split-none` where one is not
 * theirs, `customer.split-all` where nothing would be left.
 */
export const pickHeld = async (
  ctx: Context,
  customerId: string,
  identifierIds: readonly string[],
): Promise<Moved[]> => {
  const held = await readHeld(ctx, customerId)
  const wanted = new Set(identifierIds)
  const moved = held.filter((one) => wanted.has(one.id))
  if (moved.length !== wanted.size) throw new AppError('missing', 'customer.split-none')
  if (moved.length === held.length) throw new AppError('conflict', 'customer.split-all')
  return moved
}

/**
 * Gives identifiers to a customer, each with its trust, on the link log and the projection. A merge and its undo leave
 * where they are at home; a split gives them a new one.
 */
export const relink = async (
  ctx: Context,
  wanted: readonly Pick<Moved, 'id' | 'trust'>[],
  customerId: string,
  reason: string,
  { newHome = false } = {},
) => {
  if (wanted.length === 0) return
  const list = sql`unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ trust }) => trust)}::text[]) as w (id, trust)`
  const mine = sql`i.workspace_id = ${ctx.workspaceId} and i.id = w.id`
  const { rows } = await sql<{ id: string; type: string; trust: string; was: string | null }>`
    select i.id, i.type, w.trust, i.customer_id as was from identifier i, ${list} where ${mine}`.execute(
    ctx.db,
  )
  await sql`
    insert into identifier_link (workspace_id, identifier_id, customer_id, trust, reason, actor_type, actor_id, at)
    select i.workspace_id, i.id, ${customerId}::uuid, w.trust, ${reason}, ${ctx.actor.type}, ${ctx.actor.id}, ${ctx.now}
    from identifier i, ${list} where ${mine}`.execute(ctx.db)
  await sql`update identifier i set customer_id = ${customerId}::uuid, trust = w.trust,
      home_id = ${newHome ? sql`null` : sql`nullif(coalesce(i.home_id, i.customer_id), ${customerId}::uuid)`}
    from ${list} where ${mine}`.execute(ctx.db)
  await recordAll(
    ctx,
    identifierLinked,
    rows.map(({ id, type, trust, was }) => ({
      subjects: { customerId },
      facts: { identifierId: id, type, trust, reason, from: was === customerId ? null : was },
    })),
  )
}

export const insertAct = async (
  ctx: Context,
  act: Pick<Act, 'kind' | 'from_id' | 'into_id' | 'reason' | 'moved'> &
    Partial<Pick<Act, 'note' | 'undoes'>>,
): Promise<string> => {
  const id = newId()
  await ctx.db
    .insertInto('identity_act')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      ...act,
      note: act.note ?? '',
      moved: JSON.stringify(act.moved),
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      at: ctx.now,
    })
    .execute()
  return id
}

/** Errors: `customer.act-missing`, `customer.act-undone`. */
export const requireAct = async (ctx: Context, id: string): Promise<Act> => {
  const row = await ctx.db
    .selectFrom('identity_act')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row || row.kind === 'unmerge') throw new AppError('missing', 'customer.act-missing')
  const undone = await ctx.db
    .selectFrom('identity_act')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('undoes', '=', id)
    .executeTakeFirst()
  if (undone) throw new AppError('conflict', 'customer.act-undone')
  return row as Act
}

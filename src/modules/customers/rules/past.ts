import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { componentOf, standingFor } from '../component.ts'
import { type Identifier, identifiersOf } from '../identifiers.ts'

/** A time in which a device was somebody's: from `from` (null: since ever) until just before `to` (null: still). */
export type Held = { type: string; value: string; from: Date | null; to: Date | null }

/** When it came to whoever has it now; null when it was always theirs. */
export const heldSince = async (ctx: Context, identifierId: string): Promise<Date | null> => {
  const row = await ctx.db
    .selectFrom('identifier_past')
    .select('valid_to')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('identifier_id', '=', identifierId)
    .orderBy('valid_to', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.valid_to ?? null
}

/** Whoever has the device until now keeps what was done on it before `at`: also when a merge of theirs is taken back. */
export const closeHold = async (ctx: Context, device: Identifier, at: Date) => {
  if (!device.customer_id) return
  await sql`
    insert into identifier_past (workspace_id, identifier_id, customer_id, valid_from, valid_to)
    select workspace_id, id, coalesce(home_id, customer_id), ${await heldSince(ctx, device.id)}::timestamptz, ${at}::timestamptz
    from identifier where workspace_id = ${ctx.workspaceId} and id = ${device.id} and customer_id is not null
    on conflict do nothing`.execute(ctx.db)
}

/**
 * The devices of a customer, each with the time in which it was theirs: those they have now, since they came to them, and
 * those that moved on. `ids` are the customer and everybody merged into them.
 */
export const readHeld = async (
  ctx: Context,
  ids: readonly string[],
  devices: readonly Pick<Identifier, 'id' | 'type' | 'value'>[],
): Promise<Held[]> => {
  const { rows: since } = await sql<{ id: string; at: Date }>`
    select identifier_id as id, max(valid_to) as at from identifier_past
    where workspace_id = ${ctx.workspaceId} and identifier_id = any(${devices.map(({ id }) => id)}::uuid[])
    group by identifier_id`.execute(ctx.db)
  const from = new Map(since.map(({ id, at }) => [id, at]))
  const { rows: past } = await sql<Held>`
    select i.type, i.value, p.valid_from as "from", p.valid_to as "to" from identifier_past p
    join identifier i on i.workspace_id = p.workspace_id and i.id = p.identifier_id
    where p.workspace_id = ${ctx.workspaceId} and p.customer_id = any(${[...ids]}::uuid[])
    order by p.valid_to desc limit 1000`.execute(ctx.db)
  return [
    ...devices.map(({ id, type, value }) => ({
      type,
      value,
      from: from.get(id) ?? null,
      to: null,
    })),
    ...past,
  ]
}

/** Who stands for a customer, and their devices of a kind, those that moved on included. */
export const readDevicesOf = async (
  ctx: Context,
  customerId: string,
  type: string,
): Promise<[string, Held[]]> => {
  const standing = (await standingFor(ctx, customerId)) ?? customerId
  const devices = (await identifiersOf(ctx, standing)).filter((one) => one.type === type)
  const held = await readHeld(ctx, await componentOf(ctx, standing), devices)
  return [standing, held.filter((one) => one.type === type)]
}

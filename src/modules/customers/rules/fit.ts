import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { type Identifier, identifiersOf } from '../identifiers.ts'
import type { Rules } from './read-rules.ts'

/** Whether a customer may have one more of this kind; one they have already always fits. */
export const fits = async (
  ctx: Context,
  rules: Rules,
  customerId: string,
  { id, type }: Pick<Identifier, 'id' | 'type'>,
): Promise<boolean> => {
  const { most, windowDays } = rules.of(type)
  if (most === 0) return false
  const { rows } = await sql<{ count: number; mine: boolean }>`
    select count(*)::int as count, coalesce(bool_or(id = ${id}), false) as mine from (
      select id from identifier
      where workspace_id = ${ctx.workspaceId} and customer_id = ${customerId} and type = ${type}
        and (id = ${id} or ${windowDays}::int is null
          or created_at > ${ctx.now}::timestamptz - make_interval(days => ${windowDays}::int))
      limit 1001) held`.execute(ctx.db)
  return rows[0]!.mine || rows[0]!.count < most
}

/** Of two customers, a kind of which a person has one and each has another. */
export const clash = async (ctx: Context, rules: Rules, one: string, other: string) => {
  const [mine, theirs] = [await identifiersOf(ctx, one), await identifiersOf(ctx, other)]
  return rules.types.some(
    ({ type, single }) =>
      single && mine.some((a) => a.type === type) && theirs.some((b) => b.type === type),
  )
}

/** Whether something says who they are: then a device says nothing of them any more. */
export const isKnownPerson = async (ctx: Context, rules: Rules, customerId: string) =>
  (await identifiersOf(ctx, customerId)).some(
    ({ type, trust }) => trust === 'verified' || !rules.isDevice(type),
  )

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import type { Identifier } from '../identifiers.ts'
import { forgetRules, type Rules } from './read-rules.ts'

export type Rule = 'limit' | 'other-person' | 'shared-value' | 'ruled-different' | 'moved-on'

/** Keeps it visible that an identifier was left out of what was said of a customer, and whose it is instead. */
export const noteDecision = async (
  ctx: Context,
  rules: Rules,
  { customerId, identifier, rule }: { customerId: string; identifier: Identifier; rule: Rule },
) => {
  await sql`
    insert into identity_decision (workspace_id, customer_id, identifier_id, rule, other_id, first_at, at)
    values (${ctx.workspaceId}, ${customerId}, ${identifier.id}, ${rule}, ${identifier.customer_id}, ${ctx.now}, ${ctx.now})
    on conflict (workspace_id, customer_id, identifier_id, rule) do update
      set times = identity_decision.times + 1, at = excluded.at, other_id = excluded.other_id`.execute(
    ctx.db,
  )
  if (rule !== 'limit') await quarantineIfSpread(ctx, rules, identifier)
}

/**
 * A value that is said of ever more people stands for none of them. What somebody proved is theirs whatever others claim:
 * or a stranger could take an address out of use by claiming it often enough.
 */
export const quarantineIfSpread = async (ctx: Context, rules: Rules, identifier: Identifier) => {
  const { spread, spreadDays } = rules.of(identifier.type)
  if (spread === null || identifier.trust === 'verified') return
  const { rows } = await sql<{ count: number }>`
    with released as (
      select max(released_at) as at from identifier_block
      where workspace_id = ${ctx.workspaceId} and type = ${identifier.type} and value = ${identifier.value})
    -- Of somebody who was merged since only the one who stands counts, and of whoever has it now once.
    select count(distinct coalesce(c.root_id, c.id))::int as count from (
      select customer_id, at from identity_decision
        where workspace_id = ${ctx.workspaceId} and identifier_id = ${identifier.id} and rule <> 'limit'
      union all
      select customer_id, valid_to from identifier_past
        where workspace_id = ${ctx.workspaceId} and identifier_id = ${identifier.id}
      union all
      select ${identifier.customer_id}::uuid, 'infinity'::timestamptz) said
    join customer c on c.workspace_id = ${ctx.workspaceId} and c.id = said.customer_id
    cross join released
    where said.at > ${ctx.now}::timestamptz - make_interval(days => ${spreadDays})
      and (released.at is null or said.at > released.at)`.execute(ctx.db)
  const { count } = rows[0]!
  if (count <= spread) return
  await block(ctx, identifier, { kind: 'quarantined', count })
  await cut(ctx, identifier)
}

export const block = async (
  ctx: Context,
  { type, value }: Pick<Identifier, 'type' | 'value'>,
  {
    kind,
    note = '',
    count = 0,
  }: { kind: 'blocked' | 'quarantined'; note?: string; count?: number },
) => {
  await sql`
    insert into identifier_block (workspace_id, id, type, value, kind, note, customer_count, actor_type, actor_id, created_at)
    values (${ctx.workspaceId}, ${newId()}, ${type}, ${value}, ${kind}, ${note}, ${count}, ${ctx.actor.type},
      ${ctx.actor.id}, ${ctx.now})
    on conflict (workspace_id, type, value) where released_at is null do nothing`.execute(ctx.db)
  forgetRules(ctx)
}

/** From now on it is nobody's; the log keeps whose it was. */
export const cut = async (ctx: Context, identifier: Identifier, reason = 'quarantined') => {
  if (!identifier.customer_id) return
  await ctx.db
    .insertInto('identifier_link')
    .values({
      workspace_id: ctx.workspaceId,
      identifier_id: identifier.id,
      customer_id: null,
      trust: identifier.trust!,
      reason,
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      at: ctx.now,
    })
    .execute()
  await ctx.db
    .updateTable('identifier')
    .set({ customer_id: null, trust: null, home_id: null })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', identifier.id)
    .execute()
  identifier.customer_id = null
  identifier.trust = null
}

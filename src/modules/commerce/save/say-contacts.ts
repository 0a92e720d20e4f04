import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { type Saying, sayFieldsOf } from '../../customers/index.ts'

type Told = { id: string; customerId: string | null; phone: string; at: Date }

/**
 * The telephone number that orders give, as a source of its own for each; nothing is said any more of whose they `were`.
 * The name is whom it goes to, which may be somebody else.
 */
export const sayContacts = async (
  ctx: Context,
  orderIds: readonly string[],
  were: readonly { id: string; was: string | null }[] = [],
) => {
  if (orderIds.length === 0) return
  const { rows } = await sql<Told>`
    select id, customer_id as "customerId", contact->>'phone' as phone, placed_at as at from customer_order
    where workspace_id = ${ctx.workspaceId} and id = any(${[...orderIds]}::uuid[])
      and contact->>'phone' is not null`.execute(ctx.db)
  const told = new Set(rows.map(({ id }) => id))
  await sayFieldsOf(ctx, [
    ...were.flatMap(({ id, was }) =>
      was !== null && told.has(id) ? [saying(id, was, null, ctx.now)] : [],
    ),
    ...rows.flatMap(({ id, customerId, phone, at }) =>
      customerId === null ? [] : [saying(id, customerId, phone, at)],
    ),
  ])
}

const saying = (id: string, customerId: string, phone: string | null, at: Date): Saying => ({
  customerId,
  source: `order:${id}`,
  trust: 'claimed',
  values: { phone },
  at,
})

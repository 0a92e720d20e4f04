import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { Owner } from '../save/order-row.ts'

type Named = {
  customerId: string | undefined
  anonymousId?: string | null | undefined
  userId?: string | null | undefined
  email?: string | null | undefined
}
type Found = { id: string; customerId: string; type: string; value: string; shown: string }

/**
 * The identifier that each came by, among those of its customer: the account before the address before the device. So
 * it goes along when that identifier turns out to be somebody else's.
 */
export const findIdentifiers = async (ctx: Context, named: readonly Named[]): Promise<Owner[]> => {
  const customerIds = [...new Set(named.flatMap((one) => one.customerId ?? []))]
  const devices = [...new Set(named.flatMap((one) => (one.customerId && one.anonymousId) || []))]
  const { rows } =
    customerIds.length === 0
      ? { rows: [] }
      : await sql<Found>`
    select id, customer_id as "customerId", type, value, shown from identifier
    where workspace_id = ${ctx.workspaceId} and customer_id = any(${customerIds}::uuid[])
      and (type in ('user_id', 'email') or type = 'anonymous_id' and value = any(${devices}::text[]))
    order by id limit 50000`.execute(ctx.db)
  const found = new Map<string, string>()
  for (const { id, customerId, type, value, shown } of rows)
    for (const text of [value, shown]) found.set(`${customerId} ${type} ${fold(type, text)}`, id)
  return named.map(({ customerId, anonymousId, userId, email }) => {
    if (!customerId) return { anonymousId: anonymousId ?? null }
    const of = (type: string, value: string | null | undefined) =>
      value ? found.get(`${customerId} ${type} ${fold(type, value)}`) : undefined
    const identifierId =
      of('user_id', userId) ?? of('email', email) ?? of('anonymous_id', anonymousId) ?? null
    return { customerId, identifierId }
  })
}

const fold = (type: string, value: string) => {
  const text = value.normalize('NFKC').trim()
  return type === 'email' ? text.toLowerCase() : text
}

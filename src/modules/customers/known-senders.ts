import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { spell } from './identifiers.ts'
import type { Resolved } from './resolve-sender.ts'

type Sender = { type: string; value: string; name?: string | undefined }
type Row = Resolved & { type: string; value: string; named: boolean }

/**
 * Whose messages these are, of senders of whom `resolveSender` would write nothing: vouched for before, with the name
 * noted if they give one. One question for all; whoever asks holds the lock of identities.
 */
export const findKnownSenders = async (ctx: Context, senders: readonly Sender[]) => {
  const spelt = new Map<string, string>()
  for (const { type, value } of senders) {
    const normal = await spell(ctx, type, value)
    if (normal) spelt.set(`${type} ${value}`, `${type} ${normal}`)
  }
  const wanted = [...new Set(spelt.values())].map((one) => one.split(/ (.*)/s))
  const { rows } = await sql<Row>`
    select i.type, i.value, i.id as "identifierId", i.customer_id as "customerId",
      exists (select 1 from customer_field f where f.workspace_id = i.workspace_id and f.customer_id = i.customer_id
        and f.field = 'name' and f.source = 'identifier:' || i.id) as named
    from unnest(${wanted.map(([type]) => type)}::text[], ${wanted.map(([, value]) => value)}::text[]) as w (type, value)
    join identifier i on i.workspace_id = ${ctx.workspaceId} and i.type = w.type and i.value = w.value
    where i.trust = 'verified' and i.customer_id is not null`.execute(ctx.db)
  const known = new Map(rows.map((row) => [`${row.type} ${row.value}`, row]))
  return ({ type, value, name }: Sender): Resolved | undefined => {
    const row = known.get(spelt.get(`${type} ${value}`) ?? '')
    if (!row || (name && !row.named)) return undefined
    return { customerId: row.customerId, identifierId: row.identifierId }
  }
}

import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { type FieldTrust, settleFields } from './fields.ts'
import { cleanValue } from './profile/clean-value.ts'
import type { FieldName } from './profile/contract.ts'

export type FieldValues = Partial<Record<FieldName, string | null | undefined>>
/** What one source says of one customer. */
export type Saying = {
  customerId: string
  /** `order:<id>`, `import:<id>`, `identifier:<id>`, `member:<id>`, `tracked`. */
  source: string
  trust: FieldTrust
  values: FieldValues
  /** When it was said there; now by default. What the source said later already stays. */
  at?: Date | undefined
}

/**
 * Notes what a source says of a customer, each field in the place of what the same source said of it before, and shows
 * what counts most by now. What cannot be such a value, and what is empty, is left out; null takes back what the source
 * said, and of staff says that nothing is known. Records no event: whoever learnt it records what happened. Inside the
 * caller's transaction.
 */
export const sayFields = (
  ctx: Context,
  customerId: string,
  source: string,
  trust: FieldTrust,
  values: FieldValues,
  at?: Date,
) => sayFieldsOf(ctx, [{ customerId, source, trust, values, at }])

/** `sayFields` of many customers in a few statements; at most some thousand at once. */
export const sayFieldsOf = async (ctx: Context, sayings: readonly Saying[]) => {
  const rows = new Map<string, ReturnType<typeof toRow>>()
  for (const saying of sayings)
    for (const [field, given] of Object.entries(saying.values)) {
      const value = given === null || given === undefined ? given : cleanValue(field, given)
      if (value === undefined) continue
      const key = [saying.customerId, field, saying.source].join(' ')
      const at = saying.at ?? ctx.now
      if (!rows.has(key) || rows.get(key)!.at <= at) rows.set(key, toRow(saying, field, value, at))
    }
  if (rows.size === 0) return
  const all = [...rows.values()]
  const list = (key: keyof (typeof all)[number]) => all.map((one) => one[key])
  await sql`
    insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
    select ${ctx.workspaceId}, w.* from unnest(${list('customerId')}::uuid[], ${list('field')}::text[], ${list('source')}::text[],
      ${list('trust')}::text[], ${list('value')}::text[], ${list('at')}::timestamptz[]) as w
    order by 2, 3, 4
    on conflict (workspace_id, customer_id, field, source) do update
      set value = excluded.value, trust = excluded.trust, at = excluded.at
      where customer_field.at <= excluded.at`.execute(ctx.db)
  await settleFields(ctx, ...(await standingOf(ctx, all)))
}

const toRow = (
  { customerId, source, trust }: Saying,
  field: string,
  value: string | null,
  at: Date,
) => ({ customerId, source, trust, field, value, at })

const standingOf = async (ctx: Context, rows: readonly { customerId: string }[]) => {
  const ids = [...new Set(rows.map((row) => row.customerId))]
  const found = await sql<{ id: string }>`
    select distinct coalesce(root_id, id) as id from customer
    where workspace_id = ${ctx.workspaceId} and id = any(${ids}::uuid[])`.execute(ctx.db)
  return found.rows.map((row) => row.id)
}

import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { textArray } from '../../../foundation/server/database/binary-arrays.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { readFields, type Said } from '../fields.ts'
import type { Rules } from '../rules/read-rules.ts'
import { type Ident, type ImportedPerson, type Known, keyOf } from './people.ts'

/** Everything known of the identifiers that some rows name, and of whom they belong to. */
export type State = {
  idents: Map<string, Ident>
  people: Map<string, Known>
}

/** Fields of so many customers are asked for at once. */
const slice = 100

export const readState = async (
  ctx: Context,
  rules: Rules,
  rows: readonly ImportedPerson[],
): Promise<State> => {
  const wanted = rows.flatMap((row) => row.ids)
  const found = await readIdents(ctx, rules, wanted)
  const idents = new Map(found.map((one) => [keyOf(one), one]))
  const owners = [...new Set(found.flatMap(({ customerId }) => customerId ?? []))]
  const people = await readPeople(ctx, rules, owners)
  for (const one of found) {
    const mine = one.customerId ? people.get(one.customerId) : undefined
    if (!mine) continue
    const at = mine.idents.findIndex(({ id }) => id === one.id)
    if (at >= 0) mine.idents[at] = one
    else mine.idents.push(one)
  }
  for (const named of wanted) {
    if (idents.has(keyOf(named))) continue
    const fresh = {
      ...named,
      id: newId(),
      customerId: null,
      homeId: null,
      trust: null,
      isNew: true,
      isPast: false,
    }
    idents.set(keyOf(named), fresh)
  }
  return { idents, people }
}

type Row = Omit<Ident, 'isNew' | 'isPast'> & { since: Date }

const dayMs = 86_400_000

const toIdent = (ctx: Context, rules: Rules, { since, ...row }: Row): Ident => {
  const { windowDays } = rules.of(row.type)
  const isPast = windowDays !== null && ctx.now.getTime() - since.getTime() >= windowDays * dayMs
  return { ...row, isNew: false, isPast }
}

const readIdents = async (
  ctx: Context,
  rules: Rules,
  wanted: readonly { type: string; value: string }[],
): Promise<Ident[]> => {
  if (wanted.length === 0) return []
  const { rows } = await sql<Row>`
    select i.id, i.type, i.value, i.shown, i.customer_id as "customerId",
      coalesce(i.home_id, i.customer_id) as "homeId", i.trust, i.created_at as since
    from (select distinct * from unnest(${textArray(wanted.map((one) => one.type))}::text[],
      ${textArray(wanted.map((one) => one.value))}::text[]) as x (type, value)) w
    join identifier i on i.workspace_id = ${ctx.workspaceId} and i.type = w.type and i.value = w.value`.execute(
    ctx.db,
  )
  return rows.map((row) => toIdent(ctx, rules, row))
}

/** Devices count only where they vouch for somebody: there may be thousands of them. */
const readPeople = async (ctx: Context, rules: Rules, ids: readonly string[]) => {
  const people = new Map<string, Known>()
  if (ids.length === 0) return people
  const devices = rules.types.filter(({ trust }) => trust === 'device').map(({ type }) => type)
  const { rows } = await sql<{ id: string; name: string | null }>`
    select id, name from customer where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[])`.execute(
    ctx.db,
  )
  for (const { id, name } of rows)
    people.set(id, { id, name, isNew: false, idents: [], said: new Map(), own: undefined })
  const held = await sql<Row & { customerId: string }>`
    select id, type, value, shown, customer_id as "customerId",
      coalesce(home_id, customer_id) as "homeId", trust, created_at as since from identifier
    where workspace_id = ${ctx.workspaceId} and customer_id = any(${[...ids]}::uuid[])
      and (trust = 'verified' or type <> all(${devices}::text[])) limit 50000`.execute(ctx.db)
  for (const one of held.rows) people.get(one.customerId)?.idents.push(toIdent(ctx, rules, one))
  for (let from = 0; from < ids.length; from += slice)
    for (const said of await readFields(ctx, ids.slice(from, from + slice)))
      addSaid(people.get(said.rootId)!, said)
  return people
}

const addSaid = ({ said }: Known, { field, source, trust, value }: Said) => {
  const all = said.get(field) ?? []
  all.push({ source, trust, value })
  said.set(field, all)
}

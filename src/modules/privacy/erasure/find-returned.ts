import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { componentOf, filterErased, type Person } from '../../customers/index.ts'

const pageSize = 2000

type Found = { id: string; type: string; value: string; customer_id: string | null; at: Date }

/** All identifiers of the workspace whose person was erased, and that are older than that. */
async function* findErased(ctx: Context): AsyncGenerator<Found> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await sql<Found>`
      select id, type, value, customer_id, created_at as at from identifier
      where workspace_id = ${ctx.workspaceId} and id > ${after} order by id limit ${pageSize}`.execute(
      ctx.db,
    )
    yield* await filterErased(ctx, rows)
    if (rows.length < pageSize) return
    after = rows.at(-1)!.id
  }
}

/** Where something names a device or an account, though no identifier may say so. */
const places = [
  { type: 'anonymous_id', table: 'visit', value: sql`anonymous_id` },
  { type: 'anonymous_id', table: 'device_consent', value: sql`anonymous_id` },
  { type: 'anonymous_id', table: 'tracked_event', value: sql`anonymous_id` },
  { type: 'user_id', table: 'tracked_event', value: sql`user_id` },
  { type: 'anonymous_id', table: 'rejected_event', value: sql`body ->> 'anonymousId'` },
  { type: 'user_id', table: 'rejected_event', value: sql`body ->> 'userId'` },
  { type: 'email', table: 'rejected_event', value: sql`lower(body #>> '{traits,email}')` },
  { type: 'email', table: 'rejected_event', value: sql`lower(body #>> '{context,traits,email}')` },
  { type: 'email', table: 'rejected_event', value: sql`lower(body #>> '{properties,email}')` },
] as const

/**
 * Devices and accounts that were nobody's when the backup was made, and came to be known and erased since: no identifier
 * says so, only what was done with them.
 */
async function* findErasedTraces(ctx: Context): AsyncGenerator<Found> {
  for (const { type, table, value } of places) {
    let after = ''
    for (;;) {
      const { rows } = await sql<{ value: string }>`
        select distinct ${value} as value from ${sql.table(table)}
        where workspace_id = ${ctx.workspaceId} and ${value} > ${after} order by 1 limit ${pageSize}`.execute(
        ctx.db,
      )
      const traces = rows.map((row) => ({ type, value: row.value }))
      for (const one of await filterErased(ctx, traces))
        yield { ...one, id: newId(), customer_id: null, at: ctx.now }
      if (rows.length < pageSize) break
      after = rows.at(-1)!.value
    }
  }
}

const isDevice = ({ type }: { type: string }) => type === 'anonymous_id'

/**
 * Whom to erase again. Somebody of whom other identifiers are known that nobody erased was merged with the one who was,
 * or shared a device: only what was erased goes then.
 */
const toPerson = async (ctx: Context, customerId: string | null, found: Found[]) => {
  const identifiers = found.map(({ id, type, value }) => ({ id, type, value }))
  if (customerId === null) return { ids: [], identifiers }
  const ids = await componentOf(ctx, customerId)
  const { rows } = await sql<Found>`select id, type, value from identifier
    where workspace_id = ${ctx.workspaceId} and customer_id = any(${ids}::uuid[]) limit 10000`.execute(
    ctx.db,
  )
  const gone = new Set(identifiers.map(({ id }) => id))
  const others = rows.filter((one) => !isDevice(one) && !gone.has(one.id))
  if (others.length > 0)
    return { ids: [], identifiers: identifiers.filter((one) => !isDevice(one)) }
  return {
    ids,
    identifiers: rows.map(({ id, type, value }) => ({ id, type, value })),
  } satisfies Person
}

/** People who are here though they were erased: they came back with a backup that is older than that. */
export const findReturned = async (ctx: Context): Promise<Person[]> => {
  const byCustomer = new Map<string | null, Found[]>()
  for await (const found of findErased(ctx))
    byCustomer.set(found.customer_id, [...(byCustomer.get(found.customer_id) ?? []), found])
  const keyOf = ({ type, value }: Found) => `${type} ${value}`
  const known = new Set([...byCustomer.values()].flat().map(keyOf))
  for await (const found of findErasedTraces(ctx))
    if (!known.has(keyOf(found))) {
      known.add(keyOf(found))
      byCustomer.set(null, [...(byCustomer.get(null) ?? []), found])
    }
  const people: Person[] = []
  for (const [customerId, found] of byCustomer) {
    const person = await toPerson(ctx, customerId, found)
    if (person.ids.length + person.identifiers.length > 0) people.push(person)
  }
  return people
}

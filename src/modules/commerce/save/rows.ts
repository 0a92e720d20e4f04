import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import {
  bigintArray,
  momentArray,
  textArray,
  uuidArray,
} from '../../../foundation/server/database/binary-arrays.ts'

/** Column in camel case → its PostgreSQL type; `id` and `externalId` are among them. */
export type Shape = Readonly<Record<string, string>>
export type Key = { source: string; externalId: string }

export const keyOf = ({ source, externalId }: Key) => `${source} ${externalId}`

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const columnsOf = (shape: Shape) => Object.keys(shape).map((name) => sql.ref(snake(name)))

const arrays: Readonly<Record<string, (values: readonly never[]) => Buffer>> = {
  uuid: uuidArray,
  text: textArray,
  bigint: bigintArray,
  timestamptz: (dates: readonly (Date | null)[]) => momentArray(dates.map((at) => at?.getTime())),
}

/** Rows as a table `x`: by columns where they all go so, which costs far less than JSON. */
const given = (shape: Shape, rows: readonly object[]) => {
  const columns = Object.entries(shape)
  if (!columns.every(([, type]) => type in arrays)) return recordset(shape, rows)
  const unnested = columns.map(([name, type]) => {
    const values = rows.map((row) => row[name as keyof typeof row])
    return sql`unnest(${arrays[type]!(values)}::${sql.raw(type)}[]) as ${sql.ref(name)}`
  })
  return sql`(select ${sql.join(unnested)}) as x`
}

const recordset = (shape: Shape, rows: readonly object[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(${sql.join(
    Object.entries(shape).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`),
  )})`

/** Rows of these keys, locked until the transaction ends, in one order for everybody. */
export const readRows = async <Row extends Key>(
  ctx: Context,
  table: string,
  shape: Shape,
  keys: readonly Key[],
  { kind, lock = true }: { kind?: string; lock?: boolean } = {},
): Promise<Map<string, Row>> => {
  if (keys.length === 0) return new Map()
  const wanted = [...new Map(keys.map((key) => [keyOf(key), key])).values()]
  const { rows } = await sql<Row>`
    select ${sql.join(Object.keys(shape).map((name) => sql`${sql.ref(`t.${snake(name)}`)} as ${sql.ref(name)}`))}
    from unnest(${textArray(wanted.map((key) => key.source))}::text[], ${textArray(wanted.map((key) => key.externalId))}::text[]) as w (source, external_id)
    join ${sql.table(table)} t on t.workspace_id = ${ctx.workspaceId} and t.source = w.source and t.external_id = w.external_id
      ${kind === undefined ? sql`` : sql`and t.kind = ${kind}`}
    order by t.id ${lock ? sql`for update of t` : sql``}`.execute(ctx.db)
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** Inserts what is not there yet; the ids of what was written. Somebody else may have been first with some. */
export const insertRows = async (
  ctx: Context,
  table: string,
  shape: Shape,
  rows: readonly (Key & { id: string })[],
): Promise<Set<string>> => {
  if (rows.length === 0) return new Set()
  const sorted = [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const names = Object.keys(shape).map((name) => sql.ref(`x.${name}`))
  const made = await sql<{ id: string }>`
    insert into ${sql.table(table)} (workspace_id, ${sql.join(columnsOf(shape))})
    select ${ctx.workspaceId}::uuid, ${sql.join(names)} from ${given(shape, sorted)}
    on conflict do nothing returning id`.execute(ctx.db)
  return new Set(made.rows.map((row) => row.id))
}

export const updateRows = async (
  ctx: Context,
  table: string,
  shape: Shape,
  rows: readonly { id: string }[],
) => {
  if (rows.length === 0) return
  const set = Object.keys(shape)
    .filter((name) => name !== 'id')
    .map((name) => sql`${sql.ref(snake(name))} = ${sql.ref(`x.${name}`)}`)
  await sql`update ${sql.table(table)} t set ${sql.join(set)} from ${given(shape, rows)}
    where t.workspace_id = ${ctx.workspaceId} and t.id = x.id`.execute(ctx.db)
}

const inOrder = (_name: string, value: unknown) =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** Same values in the same columns, in whatever order the database gives back what stands in JSON. */
export const isSame = (a: object, b: object) =>
  JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder)

/**
 * Puts what is said now over what stands there. What was said earlier than that only fills gaps; undefined says nothing.
 */
export const overlay = <Row extends { asOf: Date }>(
  row: Row,
  said: Partial<Row>,
  asOf: Date,
): Row => {
  const isNewer = asOf >= row.asOf
  const result = { ...row }
  for (const name of Object.keys(said) as (keyof Row)[])
    if (said[name] !== undefined && (isNewer || row[name] === null) && name in row)
      result[name] = said[name]
  result.asOf = isNewer ? asOf : row.asOf
  return result
}

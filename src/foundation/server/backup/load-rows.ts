import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/tables.generated.ts'
import { fullName, quote, quoted, type Table } from './catalogue.ts'
import type { Header } from './format.ts'

/** Lines as one JSON array: inside a line every line break is escaped. */
export const arrayOf = (lines: Buffer) => `[${lines.toString().trimEnd().replaceAll('\n', ',')}]`

/**
 * Transaction ids mean nothing on another server. What a row's id still tells is which readers had passed the row, so it
 * becomes the number of reader positions before it: every row is then below the horizon, and each reader, put at the
 * end of its own number, has before it exactly what it had not seen.
 */
const rank = (positions: Header['positions']) =>
  [
    '0',
    ...positions.map(({ tx, number }) => `((r.tx, r.number) > ('${tx}'::xid8, ${number}))::int`),
  ].join(' + ')

/** Adds one part; the number of its rows. */
export const loadRows = async (
  trx: Kysely<Database>,
  table: Table,
  lines: Buffer,
  { positions }: Header,
): Promise<number> => {
  const columns = table.columns.map(({ name }) => quote(name)).join(', ')
  const values = table.columns.map(({ name, type }) =>
    type === 'xid8' ? `(${rank(positions)})::text::xid8` : `r.${quote(name)}`,
  )
  const insert = `insert into ${quoted(table)} (${columns}) overriding system value select ${values.join(', ')}`
  const { numAffectedRows } = await sql`
    ${sql.raw(insert)} from json_populate_recordset(null::${sql.raw(quoted(table))}, ${arrayOf(lines)}::json) r`.execute(
    trx,
  )
  return Number(numAffectedRows ?? 0)
}

/** The table a part belongs to, `tables/<schema>.<name>/000001.jsonl`. */
export const tableOf = (tables: readonly Table[], part: string) =>
  tables.find((table) => part.startsWith(`tables/${fullName(table)}/`))

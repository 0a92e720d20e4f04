import type pg from 'pg'
import { type Column, fullName, isWrittenAnew, quote, quoted, type Table } from './catalogue.ts'

/** About what one round trip brings, whatever the rows' size; a row is never cut. */
const fetchBytes = 1024 * 1024
const mostRows = 2000

/**
 * One JSON object a row, in the order of the primary key. Text is ordered by its bytes, since its order by language
 * differs between servers; columns that a restore writes anew come last, so that the rest can be compared.
 */
export const rowsOf = (table: Table) => {
  const kept = table.columns.filter((one) => !isWrittenAnew(table, one))
  const anew = table.columns.filter((one) => isWrittenAnew(table, one))
  const order = table.key.map((name) => orderBy(table.columns.find((one) => one.name === name)!))
  return {
    query: `select row_to_json(r)::text from (select ${[...kept, ...anew].map(show).join(', ')} from ${quoted(table)} t
      order by ${order.length > 0 ? order.join(', ') : 't::text collate "C"'}) r`,
    /** A line without what a restore writes anew. */
    compared: (line: string) =>
      anew[0] ? `${line.slice(0, line.lastIndexOf(`,"${anew[0].name}":`))}}` : line,
    name: fullName(table),
  }
}

/** A `json` column may hold line breaks; as `jsonb` it holds none. */
const show = ({ name, type }: Column) =>
  type === 'json' ? `${quote(name)}::jsonb as ${quote(name)}` : quote(name)

const orderBy = ({ name, collated }: Column) =>
  collated ? `${quote(name)} collate "C"` : quote(name)

/** The single column of a query, in batches that fit the memory. Needs a transaction. */
export async function* readColumn(client: pg.Client, query: string): AsyncGenerator<string[]> {
  await client.query(`declare lines no scroll cursor for ${query}`)
  for (let count = 50; ; ) {
    const { rows } = await client.query<[string]>({
      text: `fetch ${count} from lines`,
      rowMode: 'array',
    })
    if (rows.length === 0) break
    const lines = rows.map(([line]) => line)
    const bytes = lines.reduce((sum, line) => sum + line.length, 1)
    count = Math.max(
      1,
      Math.min(mostRows, 2 * count, Math.floor((lines.length * fetchBytes) / bytes)),
    )
    yield lines
  }
  await client.query('close lines')
}

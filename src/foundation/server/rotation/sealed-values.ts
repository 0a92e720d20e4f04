import { type Ask, fullName, listTables, quote, quoted, type Table } from '../backup/catalogue.ts'
import type { Seal } from '../seal.ts'

/**
 * What people wrote, what they did and what was done: nothing in these is ever sealed, and looking through all of it
 * would take hours. Every other table is looked through, so that a new one needs no line here.
 */
const neverSealed = [
  'public.event',
  'public.tracked_event',
  'public.tracked_message',
  'public.audit_entry',
  'public.message',
  'public.receipt',
]

/** Jobs carry sealed mails; they are in no schema of ours. */
const jobs: Table = {
  schema: 'graphile_worker',
  name: '_private_jobs',
  columns: [{ name: 'payload', type: 'json', collated: false }],
  key: ['id'],
  parts: [],
}

export type Place = { table: Table; columns: Table['columns']; key: Table['columns'] }

const holdsText = ({ type }: Table['columns'][number]) => ['text', 'jsonb', 'json'].includes(type)

/** Every table and column that may hold something sealed. */
export const listPlaces = async (ask: Ask): Promise<Place[]> => {
  const [found] = await ask<{ jobs: boolean }>(
    `select to_regclass('graphile_worker._private_jobs') is not null as jobs`,
  )
  const tables = (await listTables(ask)).filter((table) => !neverSealed.includes(fullName(table)))
  const places = tables.flatMap((table) => {
    const columns = table.columns.filter(holdsText)
    const key = table.key.map((name) => table.columns.find((one) => one.name === name)!)
    return columns.length > 0 && key.length > 0 ? [{ table, columns, key }] : []
  })
  const id = { name: 'id', type: 'bigint', collated: false }
  return found!.jobs ? [...places, { table: jobs, columns: jobs.columns, key: [id] }] : places
}

/** A condition for a row that holds something sealed otherwise than under the key named (8 letters of base64url). */
const otherwiseSealed = ({ columns }: Place, keyId: string) =>
  columns
    .map(({ name, type }) =>
      type === 'text'
        ? `(${quote(name)} like 'sealed:%' and ${quote(name)} !~ '^sealed:2:${keyId}:')`
        : `${quote(name)}::text ~ '"sealed:(1:|2:(?!${keyId}:))'`,
    )
    .join(' or ')

/** Named so that no column is called the same. */
export type Row = { rowKey: string[]; rowValues: (string | null)[] }

const texts = (columns: Table['columns']) => columns.map(({ name }) => `${quote(name)}::text`)

const rowShape = ({ columns, key }: Place) =>
  `json_build_array(${texts(key)}) as "rowKey", json_build_array(${texts(columns)}) as "rowValues"`

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`
const keyTuple = ({ key }: Place, values: readonly string[]) =>
  `(${key.map(({ type }, index) => `${literal(values[index]!)}::${type}`)})`
const keyNames = ({ key }: Place) => `(${key.map(({ name }) => quote(name))})`

/** Keys of the next rows to look at, in the order of the primary key; `after` is the last one seen. */
export const nextRows = async (
  ask: Ask,
  place: Place,
  keyId: string,
  after: readonly string[] | undefined,
  most: number,
): Promise<Row[]> =>
  ask<Row>(`select ${rowShape(place)} from ${quoted(place.table)}
    where (${otherwiseSealed(place, keyId)})${after ? ` and ${keyNames(place)} > ${keyTuple(place, after)}` : ''}
    order by ${place.key.map(({ name }) => quote(name))} limit ${most}`)

/** The same row, nobody else's until the transaction ends. */
export const lockRow = async (ask: Ask, place: Place, key: readonly string[]) => {
  const [row] = await ask<Row>(`select ${rowShape(place)} from ${quoted(place.table)}
    where ${keyNames(place)} = ${keyTuple(place, key)} for update`)
  return row
}

export const writeRow = (ask: Ask, place: Place, { rowKey, rowValues }: Row) =>
  ask(
    `update ${quoted(place.table)} set ${place.columns
      .map(({ name, type }, index) => {
        const value = rowValues[index]
        return `${quote(name)} = ${value == null ? 'null' : `${literal(value)}::${type}`}`
      })
      .join(', ')} where ${keyNames(place)} = ${keyTuple(place, rowKey)}`,
  )

const inside = /"(sealed:[12]:[\w:-]+)"/g

/** Changes each sealed value of a column's text, whole or inside JSON; the rest stays letter for letter. */
export const mapSealed = (seal: Seal, text: string, change: (sealed: string) => string) =>
  seal.isSealed(text)
    ? change(text)
    : text.replace(inside, (quotedText, sealed: string) =>
        seal.isSealed(sealed) ? `"${change(sealed)}"` : quotedText,
      )

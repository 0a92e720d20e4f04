import { createReadStream } from 'node:fs'
import type { Reading } from '../contract.ts'
import { createCsvReader, type Row } from './csv.ts'
import { createJsonlReader } from './jsonl.ts'

/** `bytes`: how far into the file this was read. */
export type Rows = { rows: Row[]; bytes: number }

const pieceBytes = 256 * 1024

/** The rows of a file in order, the header among them, in pieces as it is read: never more of it in memory. */
export async function* readRows(
  path: string,
  { format, encoding, delimiter }: Pick<Reading, 'format' | 'encoding' | 'delimiter'>,
  columns: readonly string[],
): AsyncGenerator<Rows> {
  const decoder = new TextDecoder(encoding)
  const reader = format === 'jsonl' ? createJsonlReader(columns) : createCsvReader(delimiter)
  let bytes = 0
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
    bytes += (piece as Buffer).length
    const rows = reader.push(decoder.decode(piece as Buffer, { stream: true }))
    if (rows.length > 0) yield { rows, bytes }
  }
  const rows = reader.push(decoder.decode(), true)
  if (rows.length > 0) yield { rows, bytes }
}

/** The first rows of a file. */
export const readFirst = async (
  path: string,
  reading: Pick<Reading, 'format' | 'encoding' | 'delimiter'>,
  columns: readonly string[],
  most: number,
): Promise<Row[]> => {
  const first: Row[] = []
  for await (const { rows } of readRows(path, reading, columns)) {
    first.push(...rows.slice(0, most - first.length))
    if (first.length >= most) break
  }
  return first
}

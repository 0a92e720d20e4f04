import { open } from 'node:fs/promises'
import type { EncodingName, Reading } from '../contract.ts'
import { guessTarget, type Kind } from '../mapping/targets.ts'
import { detectDelimiter, detectEncoding } from './detect.ts'
import { readObject } from './jsonl.ts'
import { readFirst } from './rows.ts'

const headBytes = 256 * 1024

const readHead = async (path: string, encoding: EncodingName) => {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(headBytes)
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0)
    return new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead), { stream: true })
  } finally {
    await file.close()
  }
}

/** How a file is written, but for what is given. */
export const detectReading = async (
  path: string,
  name: string,
  kind: Kind,
  given: { [K in keyof Reading]?: Reading[K] | undefined },
): Promise<Reading> => {
  const encoding = given.encoding ?? (await detectEncoding(path))
  const head = await readHead(path, encoding)
  const looksJson = /\.(jsonl|ndjson)$/i.test(name) || /^\s*\{/.test(head)
  const format = given.format ?? (looksJson ? 'jsonl' : 'csv')
  const delimiter = given.delimiter ?? (detectDelimiter(head) as Reading['delimiter'])
  if (format === 'jsonl') return { format, encoding, delimiter, header: false }
  const [first] = await readFirst(path, { format, encoding, delimiter }, [], 1)
  const header = given.header ?? isHeader(first?.cells ?? [], kind)
  return { format, encoding, delimiter, header }
}

/** Names of columns hold neither addresses nor numbers, and no two are the same. */
const isHeader = (cells: readonly string[], kind: Kind) =>
  cells.some((cell) => guessTarget(cell, kind) !== undefined) ||
  (new Set(cells).size === cells.length &&
    cells.every((cell) => cell.trim() !== '' && !/@|\d{6,}/.test(cell)))

const mostColumns = 500
/** A column of JSON Lines counts when one of the first so many lines has it. */
const looked = 500

/** The names of the columns; those without one are `#3`, and a second of one name is `name (2)`. */
export const readColumns = async (path: string, reading: Reading): Promise<string[]> => {
  if (reading.format === 'jsonl') {
    const names = new Set<string>()
    for (const { line } of await readFirst(path, reading, [], looked))
      for (const name of readObject(line)?.keys() ?? []) names.add(name)
    return [...names].slice(0, mostColumns)
  }
  const [first] = await readFirst(path, reading, [], 1)
  const seen = new Map<string, number>()
  return (first?.cells ?? []).slice(0, mostColumns).map((cell, at) => {
    const name = (reading.header && cell.trim().slice(0, 200)) || `#${at + 1}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

import type { Row } from './csv.ts'

const longestLine = 1_000_000

/** One JSON object a line, fed as text comes; nested ones are columns named with dots. */
export const createJsonlReader = (columns: readonly string[]) => {
  let rest = ''
  let number = 0
  const push = (text: string, last = false): Row[] => {
    const lines = (rest + text).split(/\r\n|\n|\r/)
    rest = last ? '' : lines.pop()!
    if (rest.length > longestLine) {
      lines.push(rest)
      rest = ''
    }
    return lines.flatMap((line) => {
      number += 1
      return line.trim() === '' ? [] : [{ ...readLine(line, columns), number }]
    })
  }
  return { push }
}

const readLine = (line: string, columns: readonly string[]): Omit<Row, 'number'> => {
  const values = readObject(line)
  if (!values) return { cells: [], line, broken: true }
  return { cells: columns.map((column) => values.get(column) ?? ''), line }
}

/** Its values by the names of their columns; undefined when the line is no object. */
export const readObject = (line: string): Map<string, string> | undefined => {
  try {
    const value: unknown = /\d{16}/.test(line) ? JSON.parse(line, asWritten) : JSON.parse(line)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const values = new Map<string, string>()
    flatten(value as Record<string, unknown>, '', values, 0)
    return values
  } catch {
    return undefined
  }
}

/** A whole number too long for JavaScript as it stands in the line: rounded, the numbers of two customers would be one. */
const asWritten = (_key: string, value: unknown, context?: { source?: string }) => {
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value)
  return isRounded && /^\d+$/.test(context?.source ?? '') ? context!.source : value
}

const deepest = 5

const flatten = (
  from: Record<string, unknown>,
  prefix: string,
  into: Map<string, string>,
  depth: number,
) => {
  for (const [key, value] of Object.entries(from)) {
    const name = prefix + key
    if (value === null || value === undefined) continue
    if (typeof value === 'object' && !Array.isArray(value) && depth < deepest)
      flatten(value as Record<string, unknown>, `${name}.`, into, depth + 1)
    else into.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
}

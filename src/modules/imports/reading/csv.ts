/**
 * One row of a file: its cells, the text it stood as, and its number as a spreadsheet counts, from 1, with blank ones.
 * `broken`: a quotation mark was never closed.
 */
export type Row = { cells: string[]; line: string; number: number; broken?: boolean }
type Read = Omit<Row, 'number'>

/** A quotation mark that nothing closes within so many characters is taken for one that should not be there. */
const longestRow = 1_000_000

const quote = 34
const newline = 10
const carriage = 13

/**
 * RFC 4180, fed with text as it comes; also rows that end in CR alone, and quotation marks in the middle of a cell, which
 * stand for themselves. Blank lines are left out, and what says the delimiter to a spreadsheet (`sep=;`).
 */
export const createCsvReader = (delimiter: string) => {
  const separator = delimiter.charCodeAt(0)
  let rest = ''
  let number = 0

  const push = (text: string, last = false): Row[] => {
    rest += text
    const rows: Row[] = []
    let at = 0
    while (at < rest.length) {
      const found = readRow(rest, at, separator, last)
      if (found) {
        at = found.next
        if (number === 0 && /^sep=.$/i.test(found.row.line)) continue
        number += 1
        if (!isBlank(found.row)) rows.push({ ...found.row, number })
      } else if (rest.length - at > longestRow || last) {
        const end = endOfLine(rest, at)
        const line = rest.slice(at, end)
        number += 1
        rows.push({ cells: [], line, number, broken: true })
        at = skipEnd(rest, end)
      } else break
    }
    rest = rest.slice(at)
    return rows
  }
  return { push }
}

const isBlank = ({ cells }: Read) => cells.every((cell) => cell.trim() === '')

const endOfLine = (text: string, from: number) => {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === newline || code === carriage) return at
  }
  return text.length
}

const skipEnd = (text: string, at: number) =>
  text.charCodeAt(at) === carriage && text.charCodeAt(at + 1) === newline ? at + 2 : at + 1

/** Undefined where the row does not end in this text. */
const readRow = (
  text: string,
  from: number,
  separator: number,
  last: boolean,
): { row: Read; next: number } | undefined => {
  const cells: string[] = []
  let at = from
  for (;;) {
    let cell = ''
    if (text.charCodeAt(at) === quote) {
      const quoted = readQuoted(text, at + 1)
      if (!quoted) return undefined
      cell = quoted.value
      at = quoted.next
    }
    const start = at
    let code = text.charCodeAt(at)
    while (at < text.length && code !== separator && code !== newline && code !== carriage)
      code = text.charCodeAt(++at)
    cell += text.slice(start, at)
    cells.push(cell)
    if (at >= text.length) {
      // More of this row may still come.
      if (!last) return undefined
      return { row: { cells, line: text.slice(from, at) }, next: at }
    }
    if (code === separator) {
      at += 1
      continue
    }
    // A line feed may follow in the next piece.
    if (code === carriage && at + 1 === text.length && !last) return undefined
    return { row: { cells, line: text.slice(from, at) }, next: skipEnd(text, at) }
  }
}

/** From behind the opening mark to behind the closing one. */
const readQuoted = (text: string, from: number) => {
  let value = ''
  let start = from
  for (;;) {
    const end = text.indexOf('"', start)
    if (end < 0 || end - from > longestRow) return undefined
    if (text.charCodeAt(end + 1) !== quote)
      return { value: value + text.slice(start, end), next: end + 1 }
    value += text.slice(start, end + 1)
    start = end + 2
  }
}

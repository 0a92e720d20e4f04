import type { Seal } from '../seal.ts'

/** A secret that the present key does not open; `path` leads to it inside its row. */
export type Unreadable = { table: string; id: string; name: string; path: string }

/** More than a person would enter again; then the wrong key is the news. */
const most = 1000

/** Looks through lines as they are loaded. Lines without a sealed value cost one search. */
export const findSealed = (seal: Seal) => {
  const found: Unreadable[] = []
  const look = (table: string, lines: Buffer) => {
    if (!lines.includes('"sealed:')) return
    for (const line of lines.toString().split('\n')) {
      if (!line.includes('"sealed:') || found.length >= most) continue
      const row = JSON.parse(line) as Record<string, unknown>
      const { id = row.key ?? row.user_id, name = row.task } = row
      for (const path of closedPaths(seal, row, []))
        found.push({ table, id: String(id ?? ''), name: String(name ?? ''), path })
    }
  }
  return { found, look }
}

const closedPaths = (seal: Seal, value: unknown, path: string[]): string[] => {
  if (typeof value === 'string')
    return seal.isSealed(value) && !opens(seal, value) ? [path.join('.')] : []
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => closedPaths(seal, inner, [...path, key]))
}

const opens = (seal: Seal, sealed: string) => {
  try {
    seal.open(sealed)
    return true
  } catch {
    return false
  }
}

import { sql } from 'kysely'
import { AppError } from '../../foundation/shared/app-error.ts'

/** Pages of a list ordered by (lower(name), id). */
export const byName = sql`lower(name)`

/** A condition for rows after the cursor. Errors: `input.bad_cursor`. */
export const afterName = (cursor: string | undefined) => {
  if (cursor === undefined) return sql<boolean>`true`
  const place = parse(cursor)
  if (!place) throw new AppError('invalid', 'input.bad_cursor')
  return sql<boolean>`(lower(name), id) > (lower(${place.name}), ${place.id}::uuid)`
}

const parse = (cursor: string) => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const match = /^([0-9a-f-]{36}) ([^\0]*)$/s.exec(text)
  return match ? { id: match[1]!, name: match[2]! } : undefined
}

/** Cuts one row more than asked into a page and the cursor of its last row. */
export const toNamePage = <T extends { id: string; name: string }, R>(
  rows: readonly T[],
  limit: number,
  show: (row: T) => R,
) => {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  const next =
    rows.length > limit && last
      ? Buffer.from(`${last.id} ${last.name}`).toString('base64url')
      : null
  return { data: data.map(show), next }
}

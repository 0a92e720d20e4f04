import { AppError } from '../shared/app-error.ts'

/** A place in a list ordered by (time, id): opaque to clients. */
export type Cursor = { at: Date; id: string }

export const formatCursor = ({ at, id }: Cursor) =>
  Buffer.from(`${at.toISOString()} ${id}`).toString('base64url')

/** Errors: `input.bad_cursor`. */
export const parseCursor = (text: string | undefined): Cursor | undefined => {
  if (text === undefined) return undefined
  const [at = '', id = ''] = Buffer.from(text, 'base64url').toString('utf8').split(' ')
  const time = new Date(at)
  if (Number.isNaN(time.getTime()) || !id) throw new AppError('invalid', 'input.bad_cursor')
  return { at: time, id }
}

/** Cuts one row more than asked into a page and the cursor of its last row. */
export const toPage = <T, R>(
  rows: readonly T[],
  limit: number,
  cursorOf: (row: T) => Cursor,
  show: (row: T) => R,
) => {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  return {
    data: data.map(show),
    next: rows.length > limit && last ? formatCursor(cursorOf(last)) : null,
  }
}

import { type Field, rawField } from './fields.ts'

/** A date without a zone is taken as UTC, lest the answer depend on where the server stands. */
export const readDate = (fields: Field[]): Date | undefined => {
  const raw = (rawField(fields, 'date') ?? '')
    .slice(0, 100)
    .replace(/\([^)]*\)/g, '')
    .trim()
  if (!/\b\d{1,2}[ -]+[a-z]{3,9}[ -]+\d{2,4}\b|^\d{4}-\d\d-\d\d/i.test(raw)) return undefined
  const zoned = /([+-]\d{4}|\b[A-Z]{1,4})$/i.test(raw)
  const date = new Date(zoned ? raw : `${raw} +0000`)
  const year = date.getUTCFullYear()
  return year >= 1970 && year < 2200 ? date : undefined
}

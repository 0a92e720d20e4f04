import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/** Stands where an address is kept from the reader. */
export const hidden = '•••'

const mail = /[^\s<>()[\]"',;:]+(?:@|%40)[^\s<>()[\]"',;:]+/gi
const digits = /\+?\d[\d\s().‐-―−-]{7,30}\d/g
/** Shorter runs are dates, sizes and prices. */
const shortestNumber = 9

/** A name, title or reason without the mail addresses and telephone numbers that people put into such. */
export const hideContact = (text: string): string => {
  const plain = text.normalize('NFKC')
  const shown = plain
    .replace(mail, hidden)
    .replace(digits, (run) => (run.replace(/\D/g, '').length < shortestNumber ? run : hidden))
  return shown === plain ? text : shown
}

/** Forms and mail links carry addresses in the query, which is left out whole. */
export const hideInUrl = (url: string): string => hideContact(url.replace(/[?#].*$/s, ''))

/** Name as this reader sees it. */
export const showName = <T extends string | null>({ sight }: Pick<Context, 'sight'>, name: T): T =>
  name === null || sight.contact ? name : (hideContact(name) as T)

/** Whether a search may look into a name: one in which an address stands would tell it, letter by letter. */
export const searchableName = (
  { sight }: Pick<Context, 'sight'>,
  column: string,
): RawBuilder<SqlBool> =>
  sight.contact ? sql<SqlBool>`true` : sql<SqlBool>`${sql.ref(column)} !~ '@|[0-9]{4}'`

import type { LinkProps } from '@tanstack/react-router'
import { oneOf, type Search } from '../../../foundation/browser/search.ts'
import { type RowSet, rowSets } from '../rows/contract.ts'

/** What of an import is opened, as its page's address says. */
export const readShown = ({ show }: Search): { show?: RowSet } => {
  const known = oneOf(rowSets, show)
  return known ? { show: known } : {}
}

/** The way to the rows that a count is made of. */
export const rowsOf = (id: string, show: RowSet): LinkProps => ({
  to: '/settings/imports/$id' as string,
  params: { id },
  search: { show },
})

import type { LinkProps } from '@tanstack/react-router'
import { oneOf, type Search } from '../../../foundation/browser/search.ts'

export const figures = ['accepted', 'duplicate', 'rejected', 'visits'] as const
const shown = ['accepted', 'visits'] as const

/** What of a source is opened, as its page's address says. */
export const readShown = ({ show }: Search): { show?: (typeof shown)[number] } => {
  const known = oneOf(shown, show)
  return known ? { show: known } : {}
}

/** The way to the rows that a count is made of; of duplicates nothing is kept. */
export const rowsOf = (id: string, figure: (typeof figures)[number]): LinkProps | undefined => {
  const page = { to: '/settings/sources/$id' as string, params: { id } }
  if (figure === 'duplicate') return undefined
  return figure === 'rejected'
    ? { ...page, hash: 'rejected' }
    : { ...page, search: { show: figure } }
}

import type { ConversationRow } from '../rows.ts'

type Page = { data: ConversationRow[]; next: string | null }

const byLatest = (a: ConversationRow, b: ConversationRow) =>
  b.lastMessage.at.localeCompare(a.lastMessage.at) || (a.id < b.id ? 1 : -1)

/**
 * Pages of a list with one conversation put where it now belongs. `isIn` undefined: keep it if it is
 * there. What lies beyond the last page read is left for when that page is read.
 */
export const placeRow = <P extends Page>(
  pages: readonly P[],
  row: ConversationRow,
  isIn: boolean | undefined,
): P[] | undefined => {
  const at = pages.findIndex(({ data }) => data.some(({ id }) => id === row.id))
  if (at < 0 && !isIn) return
  const without = pages.map((page) => ({
    ...page,
    data: page.data.filter(({ id }) => id !== row.id),
  }))
  if (isIn === false) return without
  const into = without.findIndex(({ data }) => data.some((other) => byLatest(row, other) < 0))
  const isEnd = without.at(-1)?.next === null
  const target = into >= 0 ? into : isEnd || at >= 0 ? without.length - 1 : -1
  return without.map((page, index) =>
    index === target ? { ...page, data: [...page.data, row].sort(byLatest) } : page,
  )
}

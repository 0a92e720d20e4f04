import type { Item } from './timeline-item.tsx'

type Entry = { items: Item[] }
type Day = { day: string; entries: Entry[] }

const isPage = ({ kind }: Item) => kind === 'page' || kind === 'screen' || kind.startsWith('page.')

/** Days of this place, newest first; pages seen one after another stay together. */
export const groupTimeline = (items: readonly Item[]): Day[] => {
  const days: Day[] = []
  for (const item of items) {
    const day = new Date(item.at).toDateString()
    if (days.at(-1)?.day !== day) days.push({ day, entries: [] })
    const { entries } = days.at(-1)!
    const before = entries.at(-1)?.items
    if (before && isPage(before[0]!) && isPage(item)) before.push(item)
    else entries.push({ items: [item] })
  }
  return days
}

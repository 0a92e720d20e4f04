import { isDay } from './days.ts'

/** What the dashboard's address says: the period, and which figure is opened. */
export type DashboardSearch = {
  from?: string
  to?: string
  /** Key of the report whose conversations are shown. */
  open?: string
  /** Only this day of it. */
  day?: string
  channel?: string
}

const text = (value: unknown) =>
  typeof value === 'string' && value.length <= 60 ? value : undefined

/** Drops what is not understood, so that an old or mistyped address still opens. */
export const readSearch = (search: Record<string, unknown>): DashboardSearch => {
  const found: DashboardSearch = {}
  if (isDay(search.from) && isDay(search.to) && search.from <= search.to) {
    found.from = search.from
    found.to = search.to
  }
  const open = text(search.open)
  if (!open) return found
  found.open = open
  if (isDay(search.day)) found.day = search.day
  const channel = text(search.channel)
  if (channel) found.channel = channel
  return found
}

import { oneOf, type Search, textOf } from '../../../foundation/browser/search.ts'

/** What the chips narrow to, in the server's words. */
export const kindsOf = {
  all: undefined,
  messages: 'message',
  notes: 'note,customer-note',
  pages: 'page,screen,visit',
  orders:
    'order,delivery,return,warranty-claim,refund,cart,order.placed,order.refunded,order.cancelled',
  consents: 'consent',
  changes: 'customer,identifier,conversation,identify,group,alias',
} as const
export type Kinds = keyof typeof kindsOf
export const kindNames = Object.keys(kindsOf) as Kinds[]

/** As it stands in the address; days are those of this place. */
export type TimelineFilter = {
  show?: Kinds
  channel?: string
  from?: string
  to?: string
  find?: string
}

const dayOf = (value: unknown) => {
  const text = textOf(value, 10)
  return text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined
}

/** Leaves out what is not understood. */
export const readFilter = (search: Search): TimelineFilter => {
  const show = oneOf(kindNames, search.show)
  const read = {
    ...(show && show !== 'all' ? { show } : {}),
    channel: textOf(search.channel, 50),
    from: dayOf(search.from),
    to: dayOf(search.to),
    find: textOf(search.find),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

/** What the server is asked for. */
export const inputOf = ({ show, channel, from, to, find }: TimelineFilter) => {
  const end = to ? new Date(`${to}T00:00`) : undefined
  end?.setDate(end.getDate() + 1)
  return {
    kinds: kindsOf[show ?? 'all'],
    channel,
    from: from ? new Date(`${from}T00:00`).toISOString() : undefined,
    to: end && !Number.isNaN(end.getTime()) ? end.toISOString() : undefined,
    search: find,
  }
}

import type { RawBuilder } from 'kysely'

/** A fragment of SQL: a relation, a column, a moment. */
export type Fragment = RawBuilder<unknown>

/**
 * What a report may read: relations already narrowed to one workspace and to what the asker may
 * see, each to be used as `from ${conversations} as c`. A report never names a table.
 */
export type Relations = {
  /** id, number, customer_id, status, assignee_id, team_id, opened_at, resolved_at */
  conversations: Fragment
  /** id, conversation_id, channel, kind, direction, author_type, author_id, automatic, state, created_at */
  messages: Fragment
  /** id, shown (a name, or the best identifier) */
  customers: Fragment
}

/** Whole days of the workspace's time zone. */
export type Range = {
  /** First moment of the first day. */
  start: Fragment
  /** First moment after the last day. */
  end: Fragment
  /** The day, as `YYYY-MM-DD`, that a moment falls on. */
  dayOf: (moment: Fragment) => Fragment
}

export type Row = Record<string, string | number | null>

export type Behind = {
  conversationId: string
  number: number
  at: Date
  channel: string
  /** What the report measured of this conversation. */
  seconds: number | null
  shown: string
}

/**
 * A question and its answer. Texts: `report.<key>.title`, `.definition`, `.column.<column>`.
 * Every figure names the conversations it was made from.
 */
export type Report = {
  /** Also the folder's name. */
  key: string
  columns: readonly { key: string; kind: 'day' | 'text' | 'channel' | 'count' | 'seconds' | 'id' }[]
  chart: { kind: 'bars' | 'line'; by: string; value: string; series: string | null }
  /** One row of the columns per group, in order. */
  run: (relations: Relations, range: Range) => RawBuilder<Row>
  /** One row over the whole range. */
  totals: (relations: Relations, range: Range) => RawBuilder<Record<string, number | null>>
  /** At most `limit` conversations, of one channel when given. */
  open: (
    relations: Relations,
    range: Range,
    narrow: { channel: string | null; limit: number },
  ) => RawBuilder<Behind>
}

export const defineReport = (report: Report): Report => report

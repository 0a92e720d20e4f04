import { sql } from 'kysely'
import { opened } from '../opened.ts'
import {
  type Behind,
  defineReport,
  type Fragment,
  type Range,
  type Relations,
  type Row,
} from '../report.ts'

/** A reply that failed reached nobody, and one that a machine wrote answered nobody. */
const replied = (relations: Relations, range: Range): Fragment => sql`(
  select o.*, extract(epoch from reply.created_at - asked.created_at)::float8 as seconds
  from ${opened(relations, range)} as o
  cross join lateral (
    select m.id, m.created_at from ${relations.messages} as m
    where m.conversation_id = o.id and m.kind = 'message' and m.direction = 'in'
      and m.automatic is distinct from 'bounce'
    order by m.created_at, m.id limit 1
  ) as asked
  cross join lateral (
    select m.created_at from ${relations.messages} as m
    where m.conversation_id = o.id and m.kind = 'message' and m.direction = 'out'
      and m.author_type = 'member' and m.automatic is null and m.state <> 'failed'
      and (m.created_at, m.id) > (asked.created_at, asked.id)
    order by m.created_at, m.id limit 1
  ) as reply
)`

/** To the millisecond: interpolation in floating point leaves a tail. */
const percentile = (share: number) =>
  sql`round((percentile_cont(${share}::float8) within group (order by r.seconds))::numeric, 3)::float8`

const figures = sql`count(*)::int as count,
  ${percentile(0.5)} as "medianSeconds", ${percentile(0.9)} as "p90Seconds"`

export default defineReport({
  key: 'first-reply-time',
  columns: [
    { key: 'day', kind: 'day' },
    { key: 'count', kind: 'count' },
    { key: 'medianSeconds', kind: 'seconds' },
    { key: 'p90Seconds', kind: 'seconds' },
  ],
  chart: { kind: 'line', by: 'day', value: 'medianSeconds', series: null },
  run: (relations, range) => sql<Row>`
    select r.day, ${figures} from ${replied(relations, range)} as r group by r.day order by r.day`,
  totals: (relations, range) => sql<Record<string, number | null>>`
    select ${figures} from ${replied(relations, range)} as r`,
  open: (relations, range, { channel, limit }) => sql<Behind>`
    select r.id as "conversationId", r.number, r.opened_at as at, r.channel, r.seconds,
      coalesce(c.shown, '') as shown
    from ${replied(relations, range)} as r
    left join ${relations.customers} as c on c.id = r.customer_id
    where ${channel}::text is null or r.channel = ${channel}
    order by r.seconds desc, r.id desc limit ${limit}`,
})

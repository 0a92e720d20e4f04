import { sql } from 'kysely'
import { opened } from '../opened.ts'
import { type Behind, defineReport, type Row } from '../report.ts'

export default defineReport({
  key: 'conversations-by-day',
  columns: [
    { key: 'day', kind: 'day' },
    { key: 'channel', kind: 'channel' },
    { key: 'count', kind: 'count' },
  ],
  chart: { kind: 'bars', by: 'day', value: 'count', series: 'channel' },
  run: (relations, range) => sql<Row>`
    select o.day, o.channel, count(*)::int as count
    from ${opened(relations, range)} as o
    group by o.day, o.channel order by o.day, o.channel`,
  totals: (relations, range) => sql<{ count: number }>`
    select count(*)::int as count from ${opened(relations, range)} as o`,
  open: (relations, range, { channel, limit }) => sql<Behind>`
    select o.id as "conversationId", o.number, o.opened_at as at, o.channel,
      null::float8 as seconds, coalesce(c.shown, '') as shown
    from ${opened(relations, range)} as o
    left join ${relations.customers} as c on c.id = o.customer_id
    where ${channel}::text is null or o.channel = ${channel}
    order by o.opened_at desc, o.id desc limit ${limit}`,
})

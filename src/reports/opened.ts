import { sql } from 'kysely'
import type { Fragment, Range, Relations } from './report.ts'

/**
 * Conversations opened in the range, with the channel of their first message. One whose messages
 * were all moved elsewhere is no matter of its own any more, and is left out.
 */
export const opened = ({ conversations, messages }: Relations, range: Range): Fragment => sql`(
  select c.id, c.number, c.customer_id, c.opened_at, ${range.dayOf(sql`c.opened_at`)} as day, first.channel
  from ${conversations} as c
  cross join lateral (
    select m.channel from ${messages} as m
    where m.conversation_id = c.id and m.kind = 'message'
    order by m.created_at, m.id limit 1
  ) as first
  where c.opened_at >= ${range.start} and c.opened_at < ${range.end}
)`

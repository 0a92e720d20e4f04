import { sql } from 'kysely'
import type { TimelineSource } from './timeline.ts'

const kinds = [
  'customer.created',
  'customer.absorbed',
  'customer.unmerged',
  'customer.split',
  'customer.updated',
  'customer.grouped',
  'identifier.linked',
] as const

/** Links that go along with a merge, or back with its undo: the merge says it, and nobody confirmed anything. */
const broughtAlong = ['staff', 'unmerged', 'rejoined']

/** Ids are compared as text, also with those of messages: what happened at the very same time comes before the words. */
const digits = 20

/** What the log says of this customer, other than messages, which show themselves. */
export const listChanges: TimelineSource = async (
  ctx,
  customer,
  { before, limit, kinds: wanted },
) => {
  const shown = wanted
    ? kinds.filter((kind) => wanted.has(kind) || wanted.has(kind.split('.')[0]!))
    : [...kinds]
  if (shown.length === 0) return []
  const rows = await ctx.db
    .selectFrom('event')
    .select(['number', 'at', 'kind', 'facts'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', 'in', customer.ids)
    .where('kind', 'in', shown)
    .where((eb) =>
      eb.or([
        eb('kind', '<>', 'identifier.linked'),
        eb(sql<string>`facts ->> 'reason'`, 'not in', broughtAlong),
      ]),
    )
    .$if(before !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          eb('at', '<', before!.at),
          eb.and([
            eb('at', '=', before!.at),
            eb(sql<string>`lpad(number::text, ${digits}, '0') collate "C"`, '<', before!.id),
          ]),
        ]),
      ),
    )
    .orderBy('at', 'desc')
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: String(row.number).padStart(digits, '0'),
    at: row.at,
    kind: row.kind,
    title: '',
    text: null,
    channel: null,
    direction: null,
    conversationId: null,
    messageId: null,
    unverified: false,
    facts: row.facts as Record<string, unknown>,
  }))
}

import {
  intArray,
  jsonbArray,
  momentArray,
  textArray,
  uuidArray,
} from '../../../foundation/server/database/binary-arrays.ts'
import type { Ready } from './read-event.ts'

export type Tally = { w: string; s: string; sent: number }

/** An event with the place of its source in the tallies, from 0. */
export type Placed = Ready & { place: number }

/** The parameters of the statement below. */
export const valuesOf = (
  events: readonly Placed[],
  refused: readonly string[],
  tallies: readonly Tally[],
  now: number,
  weeks: readonly string[],
) => {
  const rows = events.map(({ row }) => row)
  return [
    uuidArray(tallies.map(({ w }) => w)),
    uuidArray(tallies.map(({ s }) => s)),
    intArray(events.map(({ place }) => place + 1)),
    uuidArray(rows.map(({ id }) => id)),
    textArray(rows.map(({ kind }) => kind)),
    textArray(rows.map(({ name }) => name)),
    textArray(events.map(({ messageId }) => messageId)),
    textArray(rows.map(({ anonymousId }) => anonymousId)),
    textArray(rows.map(({ userId }) => userId)),
    momentArray(rows.map(({ at }) => at)),
    momentArray(rows.map(({ receivedAt }) => receivedAt)),
    momentArray(rows.map(({ original }) => original)),
    momentArray(rows.map(({ sent }) => sent)),
    jsonbArray(rows.map(({ properties }) => properties)),
    jsonbArray(rows.map(({ traits }) => traits)),
    jsonbArray(rows.map(({ context }) => context)),
    `[${refused.join(',')}]`,
    JSON.stringify(tallies),
    new Date(now),
    ...weeks,
  ]
}

/** Columns of the events, unnested where they are needed: kept as rows, the widest would be copied time and again. */
const events = (columns: Readonly<Record<string, string>>) => `(
  select ($1::uuid[])[place] as w, ($2::uuid[])[place] as s, x.* from (select unnest($3::integer[]) as place,
    ${Object.entries(columns)
      .map(([name, column]) => `unnest(${column}) as ${name}`)
      .join(', ')}) as x) as input`

/**
 * One statement, so one round trip and one commit: claims the message ids, stores the events that were new, keeps the
 * refused ones, and tallies. Ids are claimed in their order, so that two writes with the same ids cannot wait for each
 * other in a ring; the loser of a race waits for the winner's commit and then counts a duplicate. Nearly always all are
 * new, else what was claimed is looked up by hash, however few rows the planner expects. Events are numbered in the
 * order they are given in.
 *
 * $1, $2 workspaces and ids of the sources, $3 to $16 columns of the events, no message id twice, $17 refused events,
 * $18 sources with how many events each sent, $19 now, $20 the week before, $21 week to claim, $22 second week to claim.
 */
const text = (claims: 1 | 2) => `
with claim1 as (
  insert into tracked_message (workspace_id, source_id, message_id, week)
  select w, s, m, $21::date from ${events({ m: '$7::text[]' })}
  where (select 1 from tracked_message b where b.workspace_id = w and b.source_id = s and b.message_id = m
    and b.week = $20::date limit 1) is null
  order by w, s, m
  on conflict do nothing
  returning workspace_id, source_id, message_id
)${
  claims === 1
    ? ''
    : `, claim2 as (
  insert into tracked_message (workspace_id, source_id, message_id, week)
  select workspace_id, source_id, message_id, $22::date from claim1 order by 1, 2, 3
  on conflict do nothing
  returning workspace_id, source_id, message_id
)`
}, stored as (
  insert into tracked_event (workspace_id, id, source_id, kind, name, message_id, anonymous_id, user_id,
    at, received_at, original_at, sent_at, properties, traits, context)
  select w, i, s, k, n, m, a, u, at, re, o, se, p, t, c
  from ${events({
    i: '$4::uuid[]',
    k: '$5::text[]',
    n: '$6::text[]',
    m: '$7::text[]',
    a: '$8::text[]',
    u: '$9::text[]',
    at: '$10::timestamptz[]',
    re: '$11::timestamptz[]',
    o: '$12::timestamptz[]',
    se: '$13::timestamptz[]',
    p: '$14::jsonb[]',
    t: '$15::jsonb[]',
    c: '$16::jsonb[]',
  })}
  where (select count(*) from claim${claims}) = cardinality($3::integer[])
    or ((w, s, m) in (select workspace_id, source_id, message_id from claim${claims})) is true
  returning source_id
), refused as (
  insert into rejected_event (workspace_id, id, source_id, code, detail, body, envelope, received_at)
  select w, i, s, code, detail, coalesce(body, 'null'), envelope, $19 from jsonb_to_recordset($17::jsonb)
    as x(w uuid, i uuid, s uuid, code text, detail text, envelope jsonb, body jsonb)
  on conflict do nothing
  returning source_id
)
insert into source_tally (workspace_id, source_id, accepted, duplicate, rejected)
select w, s, accepted, sent - accepted, (select count(*) from refused where source_id = s)
from (select w, s, sent, (select count(*) from stored where source_id = s) as accepted
  from jsonb_to_recordset($18::jsonb) as x(w uuid, s uuid, sent integer)) as counted`

export const saveOnce = { name: 'tracking-save', text: text(1) }
export const saveAtBorder = { name: 'tracking-save-border', text: text(2) }

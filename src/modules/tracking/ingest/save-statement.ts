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

/**
 * One statement, so one round trip and one commit: claims the message ids, stores the events that were new, keeps the
 * refused ones, and tallies. Ids are claimed in their order, so that two writes with the same ids cannot wait for each
 * other in a ring; the loser of a race waits for the winner's commit and then counts a duplicate. What was claimed is
 * looked up by hash, however few rows the planner expects.
 *
 * $1, $2 workspaces and ids of the sources, $3 to $16 columns of the events, $17 refused events, $18 sources with how many
 * events each sent, $19 now, $20 the week before, $21 week to claim, $22 second week to claim.
 */
const text = (claims: 1 | 2) => `
with input as materialized (
  select ($1::uuid[])[place] as w, ($2::uuid[])[place] as s, x.*
  from unnest($3::integer[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
    $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::jsonb[], $15::jsonb[], $16::jsonb[])
    as x(place, i, k, n, m, a, u, at, re, "or", se, p, t, c)
), claim1 as (
  insert into tracked_message (workspace_id, source_id, message_id, week)
  select w, s, m, $21::date from input
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
  select w, i, s, k, n, m, a, u, at, re, "or", se, p, t, c
  from input where ((w, s, m) in (select workspace_id, source_id, message_id from claim${claims})) is true
  order by i
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

/**
 * One statement, so one round trip and one commit: claims the message ids, stores the events that were new, keeps the
 * refused ones, and tallies. Ids are claimed in their order, so that two writes with the same ids cannot wait for each
 * other in a ring; the loser of a race waits for the winner's commit and then counts a duplicate.
 *
 * $1 events (rows of `readEvent`), $2 refused events, $3 sources with how many events each sent, $4 now,
 * $5 the week before, $6 week to claim, $7 second week to claim.
 */
const text = (claims: 1 | 2) => `
with input as materialized (
  select * from jsonb_to_recordset($1::jsonb) as x(w uuid, s uuid, i uuid, k text, n text, m text, a text, u text,
    at timestamptz, re timestamptz, "or" timestamptz, se timestamptz, p jsonb, t jsonb, c jsonb)
), claim1 as (
  insert into tracked_message (workspace_id, source_id, message_id, week)
  select w, s, m, $6::date from input
  where (select 1 from tracked_message b where b.workspace_id = w and b.source_id = s and b.message_id = m
    and b.week = $5::date limit 1) is null
  order by w, s, m
  on conflict do nothing
  returning workspace_id, source_id, message_id
)${
  claims === 1
    ? ''
    : `, claim2 as (
  insert into tracked_message (workspace_id, source_id, message_id, week)
  select workspace_id, source_id, message_id, $7::date from claim1 order by 1, 2, 3
  on conflict do nothing
  returning workspace_id, source_id, message_id
)`
}, stored as (
  insert into tracked_event (workspace_id, id, source_id, kind, name, message_id, anonymous_id, user_id,
    at, received_at, original_at, sent_at, properties, traits, context)
  select w, i, s, k, n, m, a, u, at, re, "or", se, p, t, c
  from input join claim${claims} c on c.workspace_id = w and c.source_id = s and c.message_id = m
  order by i
  returning source_id
), refused as (
  insert into rejected_event (workspace_id, id, source_id, code, detail, body, envelope, received_at)
  select w, i, s, code, detail, coalesce(body, 'null'), envelope, $4 from jsonb_to_recordset($2::jsonb)
    as x(w uuid, i uuid, s uuid, code text, detail text, envelope jsonb, body jsonb)
  on conflict do nothing
  returning source_id
)
insert into source_tally (workspace_id, source_id, accepted, duplicate, rejected)
select w, s, accepted, sent - accepted, (select count(*) from refused where source_id = s)
from (select w, s, sent, (select count(*) from stored where source_id = s) as accepted
  from jsonb_to_recordset($3::jsonb) as x(w uuid, s uuid, sent integer)) as counted`

export const saveOnce = { name: 'tracking-save', text: text(1) }
export const saveAtBorder = { name: 'tracking-save-border', text: text(2) }

import { type Kysely, sql } from 'kysely'
import {
  intArray,
  momentArray,
  textArray,
  uuidArray,
} from '../../../foundation/server/database/binary-arrays.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { deviceOf } from '../visits/device.ts'
import { trafficOf } from '../visits/traffic.ts'
import { worseOf } from '../visits/vitals.ts'
import { keyOf, readHandovers, type Spell } from './handovers.ts'
import type { TrackedRow } from './read-tracked.ts'
import { gapMs, isWithin, joinVisits, longestMs, type Visit } from './visit.ts'

type Known = Omit<Visit, 'begunBy' | 'urlAt' | 'firstIsNew' | 'aboutIsNew'>

/**
 * Puts events into visits: a device's events in the same hands without a gap of half an hour, in the order they
 * happened, however late they came: also where that makes one visit of two. Reads the visits concerned, decides in
 * memory, writes back in two statements. Answers the new ones.
 */
export const keepVisits = async (
  db: Kysely<Database>,
  rows: readonly TrackedRow[],
): Promise<Visit[]> => {
  const seen = rows.filter(isSeen).sort((a, b) => a.at.getTime() - b.at.getTime())
  if (seen.length === 0) return []
  const spells = spellsOf(seen)
  const visits = new Map<string, Visit[]>()
  for (const visit of await readVisits(db, spells)) add(visits, keyOf(visit), visit)
  const touched = new Set<Visit>()
  const changedHands = await readHandovers(db, spells)
  for (const row of seen) {
    const key = keyOf(row)
    const at = row.at.getTime()
    let visit = visits
      .get(key)
      ?.findLast((one) => isWithin(one, at) && !changedHands(row, one.startedAt, at))
    if (!visit) {
      visit = begin(row, at)
      add(visits, key, visit)
    }
    extend(visit, row, at)
    touched.add(visit)
  }
  const lists = new Set([...touched].map((visit) => visits.get(keyOf(visit))!))
  const gone = joinVisits(lists, touched, changedHands)
  for (const visit of touched) {
    if (!visit.firstIsNew) continue
    visit.aboutIsNew = true
    Object.assign(visit, trafficOf({ ...visit, url: visit.firstUrl }))
  }
  const begun = [...touched].filter((visit) => visit.begunBy)
  await removeVisits(db, gone)
  await insertVisits(db, begun)
  await updateVisits(
    db,
    [...touched].filter((visit) => !visit.begunBy),
  )
  return begun
}

type SeenRow = TrackedRow & { anonymousId: string }
const isSeen = (row: TrackedRow): row is SeenRow => row.seen && row.anonymousId !== null

/** Within which each device's visits begin that any of its events here, sorted by time, could belong to. */
const spellsOf = (seen: readonly SeenRow[]) => {
  const spells = new Map<string, Spell>()
  for (const row of seen) {
    const { workspaceId, anonymousId } = row
    const key = keyOf(row)
    const at = row.at.getTime()
    const spell = spells.get(key)
    if (spell) spell.last = at + gapMs
    else spells.set(key, { workspaceId, anonymousId, first: at - longestMs, last: at + gapMs })
  }
  return [...spells.values()]
}

const add = (visits: Map<string, Visit[]>, key: string, visit: Visit) => {
  const list = visits.get(key)
  if (list) list.push(visit)
  else visits.set(key, [visit])
}

const begin = (row: SeenRow, at: number): Visit => ({
  workspaceId: row.workspaceId,
  id: newId(),
  sourceId: row.sourceId,
  anonymousId: row.anonymousId,
  startedAt: at,
  lastAt: at,
  pages: 0,
  events: 0,
  firstUrl: null,
  lastUrl: null,
  lastTitle: null,
  referrer: null,
  utm: null,
  device: null,
  vitals: null,
  begunBy: row,
  urlAt: at,
  firstIsNew: true,
  aboutIsNew: true,
})

const extend = (visit: Visit, row: TrackedRow, at: number) => {
  visit.events += 1
  if (row.kind === 'page' || row.kind === 'screen') visit.pages += 1
  const url = cut(row.url)
  if (at < visit.startedAt || visit.firstUrl === null) {
    visit.referrer = cut(row.referrer) ?? (url === null ? visit.referrer : null)
    // Another campaign that somebody follows meanwhile did not bring them here.
    visit.utm = row.utm ?? (url === null ? visit.utm : null)
    visit.firstUrl = url ?? visit.firstUrl
    visit.firstIsNew = true
  } else if (visit.utm === null && row.utm !== null && (url === null || url === visit.firstUrl)) {
    visit.utm = row.utm
    visit.firstIsNew = true
  }
  if (visit.device === null) {
    const hints = { mobile: row.mobile === 'true', platform: row.platform }
    visit.device = deviceOf(row.userAgent, hints) ?? null
    visit.aboutIsNew ||= visit.device !== null
  }
  if (row.vitals) {
    visit.vitals = worseOf(visit.vitals, row.vitals, row.url)
    visit.aboutIsNew = true
  }
  if (at >= visit.urlAt && (row.url !== null || row.title !== null)) {
    visit.lastUrl = url ?? visit.lastUrl
    visit.lastTitle = cut(row.title) ?? visit.lastTitle
    visit.urlAt = at
  }
  visit.startedAt = Math.min(visit.startedAt, at)
  visit.lastAt = Math.max(visit.lastAt, at)
}

const cut = (text: string | null) => text?.slice(0, 2000) || null

const readVisits = async (db: Kysely<Database>, spells: readonly Spell[]): Promise<Visit[]> => {
  const { rows } = await sql<Known>`
    select v.workspace_id as "workspaceId", v.id, v.source_id as "sourceId", v.anonymous_id as "anonymousId",
      date_part('epoch', v.started_at) * 1000 as "startedAt", date_part('epoch', v.last_at) * 1000 as "lastAt", v.page_count as pages, v.event_count as events,
      v.first_url as "firstUrl", v.last_url as "lastUrl", v.last_title as "lastTitle", v.referrer, v.utm,
      v.source, v.medium, v.campaign, v.channel, v.device, v.vitals
    from unnest(${uuidArray(spells.map((one) => one.workspaceId))}::uuid[],
      ${textArray(spells.map((one) => one.anonymousId))}::text[], ${momentArray(spells.map((one) => one.first))}::timestamptz[],
      ${momentArray(spells.map((one) => one.last))}::timestamptz[]) as d (workspace_id, anonymous_id, first, last)
    join visit v on v.workspace_id = d.workspace_id and v.anonymous_id = d.anonymous_id
      and v.started_at between d.first and d.last
    order by v.started_at`.execute(db)
  return rows.map((row) => {
    const startedAt = Math.round(row.startedAt)
    const lastAt = Math.round(row.lastAt)
    const nothingYet = { begunBy: undefined, firstIsNew: false, aboutIsNew: false }
    return { ...row, ...nothingYet, startedAt, lastAt, urlAt: lastAt }
  })
}

const columnsOf = (visits: readonly Visit[]) =>
  JSON.stringify(
    visits.map(({ begunBy, firstIsNew, aboutIsNew, urlAt, startedAt, lastAt, ...visit }) => ({
      ...visit,
      startedAt: new Date(startedAt).toISOString(),
      lastAt: new Date(lastAt).toISOString(),
    })),
  )

const shape =
  sql.raw(`x("workspaceId" uuid, id uuid, "sourceId" uuid, "anonymousId" text, "startedAt" timestamptz,
  "lastAt" timestamptz, pages integer, events integer, "firstUrl" text, "lastUrl" text, "lastTitle" text, referrer text, utm jsonb,
  source text, medium text, campaign text, channel text, device jsonb, vitals jsonb)`)

const insertVisits = async (db: Kysely<Database>, visits: readonly Visit[]) => {
  if (visits.length === 0) return
  await sql`
    insert into visit (workspace_id, id, source_id, anonymous_id, started_at, last_at, page_count, event_count,
      first_url, last_url, last_title, referrer, utm, source, medium, campaign, channel, device, vitals)
    select "workspaceId", id, "sourceId", "anonymousId", "startedAt", "lastAt", pages, events,
      "firstUrl", "lastUrl", "lastTitle", referrer, utm, source, medium, campaign, channel, device, vitals
    from jsonb_to_recordset(${columnsOf(visits)}::jsonb) as ${shape}`.execute(db)
}

/** Part of an earlier one by now. */
const removeVisits = async (db: Kysely<Database>, visits: readonly Visit[]) => {
  if (visits.length === 0) return
  await sql`
    delete from visit v using unnest(${uuidArray(visits.map((one) => one.workspaceId))}::uuid[],
      ${uuidArray(visits.map((one) => one.id))}::uuid[]) as x (workspace_id, id)
    where v.workspace_id = x.workspace_id and v.id = x.id`.execute(db)
}

/** Most only go on: what is known of them is not written again. */
const updateVisits = async (db: Kysely<Database>, visits: readonly Visit[]) => {
  const isWhole = (visit: Visit) => visit.aboutIsNew
  await updateWhole(db, visits.filter(isWhole))
  await lengthen(
    db,
    visits.filter((visit) => !isWhole(visit)),
  )
}

const updateWhole = async (db: Kysely<Database>, visits: readonly Visit[]) => {
  if (visits.length === 0) return
  await sql`
    update visit v set started_at = "startedAt", last_at = "lastAt", page_count = pages, event_count = events,
      first_url = "firstUrl", last_url = "lastUrl", last_title = "lastTitle", referrer = x.referrer, utm = x.utm,
      source = x.source, medium = x.medium, campaign = x.campaign, channel = x.channel, device = x.device, vitals = x.vitals
    from jsonb_to_recordset(${columnsOf(visits)}::jsonb) as ${shape}
    where v.workspace_id = x."workspaceId" and v.id = x.id`.execute(db)
}

const lengthen = async (db: Kysely<Database>, visits: readonly Visit[]) => {
  if (visits.length === 0) return
  const of = <T>(read: (visit: Visit) => T) => visits.map(read)
  await sql`
    update visit v set last_at = x.last_at, page_count = x.pages, event_count = x.events, last_url = x.url, last_title = x.title
    from (select unnest(${uuidArray(of((visit) => visit.workspaceId))}::uuid[]) as workspace_id,
      unnest(${uuidArray(of((visit) => visit.id))}::uuid[]) as id,
      unnest(${momentArray(of((visit) => visit.lastAt))}::timestamptz[]) as last_at,
      unnest(${intArray(of((visit) => visit.pages))}::integer[]) as pages,
      unnest(${intArray(of((visit) => visit.events))}::integer[]) as events,
      unnest(${textArray(of((visit) => visit.lastUrl))}::text[]) as url,
      unnest(${textArray(of((visit) => visit.lastTitle))}::text[]) as title) as x
    where v.workspace_id = x.workspace_id and v.id = x.id`.execute(db)
}

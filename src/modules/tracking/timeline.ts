import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { findTold } from '../commerce/index.ts'
import { isConsentChoice, readPreferences } from '../consents/index.ts'
import {
  readHeld,
  type SourceReader,
  type TimelineRow,
  type TimelineSource,
} from '../customers/index.ts'
import { hideContact, hideInUrl } from '../members/index.ts'
import { kinds as known } from './ingest/kinds.ts'
import { listTrackedOf, readTrackedById, type TrackedItem } from './list-tracked.ts'

const mostBytes = 2048
const mostRounds = 20

/**
 * What a customer did on sites and in apps, but for what orders and what follows them tell of. What is known of them only
 * by a claim is marked.
 */
export const listTracked: TimelineSource = async (ctx, customer, { before, limit, kinds }) => {
  const wanted = kinds && known.filter((kind) => kinds.has(kind))
  if (wanted?.length === 0) return []
  const users = ofType(customer, 'user_id').map((one) => one.value)
  const held = await readHeld(ctx, customer.ids, ofType(customer, 'anonymous_id'))
  const ids = { devices: held.filter(({ type }) => type === 'anonymous_id'), userIds: users }
  const found: TrackedItem[] = []
  let place = before
  for (let round = 0; round < mostRounds && found.length < limit; round += 1) {
    const rows = await listTrackedOf(ctx, ids, { before: place, limit, kinds: wanted })
    const told = await findTold(ctx, customer.ids, rows)
    const isTold = ({ id }: TrackedItem) => {
      const kind = told.get(id)
      return kind !== undefined && (!kinds || kinds.has('order') || kinds.has(kind))
    }
    found.push(...rows.filter((row) => !isTold(row)))
    place = rows.at(-1)
    if (rows.length < limit) break
  }
  return found.slice(0, limit).map((row) => showAs(ctx, customer, row))
}

/** The events by themselves, for the rows that they told of. */
export const readTrackedSources: SourceReader = async (ctx, customer, ids) => {
  const rows = await readTrackedById(ctx, ids)
  return new Map(
    rows.map((row) => {
      const { kind, title, facts, unverified } = showAs(ctx, customer, row)
      return [row.id, { kind, title, facts, unverified }]
    }),
  )
}

type Customer = Parameters<TimelineSource>[1]

const ofType = ({ identifiers }: Customer, type: string) =>
  identifiers.filter((one) => one.type === type)

const showAs = (ctx: Context, { identifiers }: Customer, row: TrackedItem) => {
  const [type, value] =
    row.userId === null ? ['anonymous_id', row.anonymousId] : ['user_id', row.userId]
  const isUnverified = identifiers.some(
    (one) => one.type === type && one.value === value && one.trust === 'claimed',
  )
  return show(ctx.sight.contact ? row : withoutContact(row), isUnverified)
}

/** What a site sends along may be anything, so whoever may not see addresses sees none of it. */
const withoutContact = (row: TrackedItem): TrackedItem => ({
  ...row,
  name: hideContact(row.name),
  title: row.title && hideContact(row.title),
  url: row.url && hideInUrl(row.url),
  referrer: row.referrer && hideInUrl(row.referrer),
  properties: {},
  categoryPreferences: null,
  consentManagement: null,
})

const show = (row: TrackedItem, unverified: boolean): TimelineRow => ({
  id: row.id,
  at: row.at,
  kind: row.kind,
  title: titleOf(row),
  text: null,
  channel: null,
  direction: null,
  conversationId: null,
  messageId: null,
  unverified,
  facts: {
    ...(row.url ? { url: row.url.slice(0, 2000) } : {}),
    ...(row.referrer ? { referrer: row.referrer.slice(0, 2000) } : {}),
    properties: bounded(row.properties),
    ...consentOf(row),
  },
})

/** What the person allowed then, where the event says it. */
const consentOf = (row: TrackedItem) => {
  const said = readPreferences(row)
  if (!said) return {}
  const { preferences, provider } = said
  const named = (yes: boolean) => Object.keys(preferences).filter((one) => preferences[one] === yes)
  const consent = { chosen: isConsentChoice(row), allowed: named(true), denied: named(false) }
  return { consent: { ...consent, ...(provider ? { provider } : {}) } }
}

const titleOf = ({ kind, name, title, url }: TrackedItem) => {
  const text = kind === 'page' ? title || name || url : name
  return (text || '').slice(0, 300)
}

/** Those properties that fit together, in their order. */
const bounded = (properties: Record<string, unknown>) => {
  let left = mostBytes
  return Object.fromEntries(
    Object.entries(properties).filter(([key, value]) => {
      const size = key.length + (JSON.stringify(value)?.length ?? 0)
      if (size > left) return false
      left -= size
      return true
    }),
  )
}

type VisitRow = {
  id: string
  startedAt: Date
  anonymousId: string
  firstUrl: string | null
  pageCount: number
  channel: string | null
  source: string | null
  campaign: string | null
  device: { kind?: string } | null
}

/**
 * The visits of the customer's devices while these were theirs, also those from before anybody knew whose a device is: of a
 * shared one nobody sees what another did there.
 */
export const listVisitRows: TimelineSource = async (ctx, customer, { before, limit, kinds }) => {
  if (kinds && !kinds.has('visit') && !kinds.has('visit.started')) return []
  const devices = ofType(customer, 'anonymous_id')
  const held = (await readHeld(ctx, customer.ids, devices)).filter(
    ({ type }) => type === 'anonymous_id',
  )
  if (held.length === 0) return []
  const older = before
    ? sql`and started_at <= ${before.at} and (started_at, id::text collate "C") < (${before.at}::timestamptz, ${before.id}::text)`
    : sql``
  const { rows } = await sql<VisitRow>`
    select v.id, v.started_at as "startedAt", v.anonymous_id as "anonymousId", v.first_url as "firstUrl",
      v.page_count as "pageCount", v.channel, v.source, v.campaign, v.device
    from unnest(${held.map((one) => one.value)}::text[], ${held.map((one) => one.from)}::timestamptz[],
      ${held.map((one) => one.to)}::timestamptz[]) as wanted(value, since, until) cross join lateral (
      select * from visit where workspace_id = ${ctx.workspaceId} and anonymous_id = wanted.value ${older}
        and started_at >= coalesce(wanted.since, '-infinity') and started_at < coalesce(wanted.until, 'infinity')
      order by started_at desc, id desc limit ${limit}) as v
    order by v.started_at desc, v.id desc limit ${limit}`.execute(ctx.db)
  const claimed = new Set(
    devices.filter(({ trust }) => trust === 'claimed').map((one) => one.value),
  )
  const safe = (text: string | null) => text && (ctx.sight.contact ? text : hideContact(text))
  return rows.map((row) => ({
    id: row.id,
    at: row.startedAt,
    kind: 'visit.started',
    title: '',
    text: null,
    channel: null,
    direction: null,
    conversationId: null,
    messageId: null,
    unverified: claimed.has(row.anonymousId),
    facts: {
      visitId: row.id,
      pages: row.pageCount,
      channelGroup: row.channel ?? '',
      source: safe(row.source) ?? '',
      campaign: safe(row.campaign) ?? '',
      device: row.device?.kind ?? '',
      ...(row.firstUrl ? { url: ctx.sight.contact ? row.firstUrl : hideInUrl(row.firstUrl) } : {}),
    },
  }))
}

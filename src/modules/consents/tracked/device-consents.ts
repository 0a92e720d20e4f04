import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { readAround, turnedTo } from './around.ts'

/** What a device said of a category, by an event, while it was nobody's. */
export type DeviceConsent = {
  anonymousId: string
  category: string
  allowed: boolean
  chosen: boolean
  /** Whether a page or screen opened with it. */
  view: boolean
  eventId: string
  url: string | null
  provider: string | null
  at: Date
  receivedAt: Date
}

/**
 * A word that is kept instead of one: later, and another. A yes that is carried along only where a page opened with it and
 * the no before was carried, too: where choices come as events, those say it.
 */
const outdoes = (before: DeviceConsent, next: DeviceConsent) => {
  if (next.at <= before.at) return false
  if (next.allowed === before.allowed) return next.chosen && !before.chosen
  return !next.allowed || next.chosen || (next.view && !before.chosen)
}

/** The latest word of each device and category, with the time at which it was first said; a yes after a no is chosen. */
const latestOf = (words: readonly DeviceConsent[]) => {
  const latest = new Map<string, DeviceConsent>()
  for (const word of [...words].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const key = `${word.anonymousId}\u0001${word.category}`
    const before = latest.get(key)
    if (!before) latest.set(key, word)
    else if (outdoes(before, word))
      latest.set(key, { ...word, chosen: word.chosen || word.allowed })
  }
  return [...latest.values()]
}

/**
 * Keeps what devices say that are nobody's yet. Only of categories that the workspace has on its list, which is bounded;
 * and not of a device that was somebody's before, for it is shared. The devices of which anything was written.
 */
export const keepDeviceConsents = async (
  ctx: Context,
  words: readonly DeviceConsent[],
): Promise<string[]> => {
  if (words.length === 0) return []
  const { rows } = await sql<Written>`
    insert into device_consent as d (workspace_id, anonymous_id, category, allowed, chosen, event_id, url, provider, at, received_at)
    select ${ctx.workspaceId}, w."anonymousId", w.category, w.allowed, w.chosen, w."eventId", w.url, w.provider, w.at, w."receivedAt"
    from jsonb_to_recordset(${JSON.stringify(latestOf(words))}::jsonb) as w ("anonymousId" text, category text, allowed boolean,
      chosen boolean, view boolean, "eventId" uuid, url text, provider text, at timestamptz, "receivedAt" timestamptz)
    join consent_category c on c.workspace_id = ${ctx.workspaceId} and c.category = w.category
    where not exists (select 1 from identifier i
        where i.workspace_id = ${ctx.workspaceId} and i.type = 'anonymous_id' and i.value = w."anonymousId")
      -- Nearly every event of a visit says the same again, and must not write.
      and not exists (select 1 from device_consent b
        where b.workspace_id = ${ctx.workspaceId} and b.anonymous_id = w."anonymousId" and b.category = w.category
          and (b.at >= w.at or b.allowed = w.allowed and (b.chosen or not w.chosen)
            or b.allowed <> w.allowed and w.allowed and not w.chosen and (b.chosen or not w.view)))
    order by w."anonymousId", w.category
    on conflict (workspace_id, anonymous_id, category) do update set allowed = excluded.allowed, chosen = excluded.chosen or excluded.allowed,
      event_id = excluded.event_id, url = excluded.url, provider = excluded.provider, at = excluded.at,
      received_at = excluded.received_at
    where d.at < excluded.at
    returning anonymous_id as device, category, allowed, event_id as id, at, xmax::text <> '0' as replaced`.execute(
    ctx.db,
  )
  await turnBack(
    ctx,
    rows.filter(({ replaced }) => replaced),
  )
  return [...new Set(rows.map(({ device }) => device))]
}

type Written = {
  device: string
  category: string
  allowed: boolean
  /** Of the event. */
  id: string
  at: Date
  replaced: boolean
}

/** Told late: what the device said since was no news then, and is what counts. */
const turnBack = async (ctx: Context, rows: readonly Written[]) => {
  const around = await readAround(
    ctx,
    rows.map(({ id, device, at }) => ({ id, anonymousId: device, at })),
  )
  for (const { id, device, category, allowed } of rows) {
    const turned = turnedTo(allowed, category, around(id))
    if (!turned) continue
    await sql`update device_consent set allowed = ${!allowed}, chosen = ${turned.chosen || !allowed}, event_id = ${turned.id},
        url = ${turned.url?.slice(0, 2000) ?? null}, provider = ${turned.provider ?? null},
        at = least(${turned.at}::timestamptz, ${turned.receivedAt}::timestamptz), received_at = ${turned.receivedAt}
      where workspace_id = ${ctx.workspaceId} and anonymous_id = ${device} and category = ${category}
        and event_id = ${id}`.execute(ctx.db)
  }
}

export type Owned = Omit<DeviceConsent, 'view'> & { customerId: string }

/** Takes out what these devices said, with whose each was when it was said; what is nobody's still stays. */
export const takeDeviceConsents = async (
  ctx: Context,
  devices: readonly string[],
): Promise<Owned[]> => {
  if (devices.length === 0) return []
  const { rows } = await sql<Owned>`
    delete from device_consent d using identifier i
    where d.workspace_id = ${ctx.workspaceId} and d.anonymous_id = any(${[...devices]}::text[])
      and i.workspace_id = d.workspace_id and i.type = 'anonymous_id' and i.value = d.anonymous_id
      and i.customer_id is not null
    returning d.anonymous_id as "anonymousId", d.category, d.allowed, d.chosen, d.event_id as "eventId", d.url, d.provider,
      d.at, d.received_at as "receivedAt", coalesce((
        select p.customer_id from identifier_past p
        where p.workspace_id = i.workspace_id and p.identifier_id = i.id and d.at < p.valid_to
        order by p.valid_to limit 1), i.home_id, i.customer_id) as "customerId"`.execute(ctx.db)
  return rows
}

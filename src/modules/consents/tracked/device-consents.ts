import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/** What a device said of a category, by an event, while it was nobody's. */
export type DeviceConsent = {
  anonymousId: string
  category: string
  allowed: boolean
  chosen: boolean
  eventId: string
  url: string | null
  provider: string | null
  at: Date
  receivedAt: Date
}

/** A word that would be kept instead of one: later, another, and not a yes that is only carried along. */
const outdoes = (before: DeviceConsent, next: DeviceConsent) =>
  next.at > before.at && next.allowed !== before.allowed && (!next.allowed || next.chosen)

/** The latest word of each device and category, with the time at which it was first said. */
const latestOf = (words: readonly DeviceConsent[]) => {
  const latest = new Map<string, DeviceConsent>()
  for (const word of [...words].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const key = `${word.anonymousId}\u0001${word.category}`
    const before = latest.get(key)
    if (!before || outdoes(before, word)) latest.set(key, word)
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
  const { rows } = await sql<{ device: string }>`
    insert into device_consent as d (workspace_id, anonymous_id, category, allowed, chosen, event_id, url, provider, at, received_at)
    select ${ctx.workspaceId}, w."anonymousId", w.category, w.allowed, w.chosen, w."eventId", w.url, w.provider, w.at, w."receivedAt"
    from jsonb_to_recordset(${JSON.stringify(latestOf(words))}::jsonb) as w ("anonymousId" text, category text, allowed boolean,
      chosen boolean, "eventId" uuid, url text, provider text, at timestamptz, "receivedAt" timestamptz)
    join consent_category c on c.workspace_id = ${ctx.workspaceId} and c.category = w.category
    where not exists (select 1 from identifier i
        where i.workspace_id = ${ctx.workspaceId} and i.type = 'anonymous_id' and i.value = w."anonymousId")
      -- Nearly every event of a visit says the same again, and must not write.
      and not exists (select 1 from device_consent b
        where b.workspace_id = ${ctx.workspaceId} and b.anonymous_id = w."anonymousId" and b.category = w.category
          and (b.at >= w.at or b.allowed = w.allowed or (w.allowed and not w.chosen)))
    order by w."anonymousId", w.category
    on conflict (workspace_id, anonymous_id, category) do update set allowed = excluded.allowed, chosen = excluded.chosen,
      event_id = excluded.event_id, url = excluded.url, provider = excluded.provider, at = excluded.at,
      received_at = excluded.received_at
    where d.at < excluded.at returning anonymous_id as device`.execute(ctx.db)
  return [...new Set(rows.map(({ device }) => device))]
}

export type Owned = DeviceConsent & { customerId: string }

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

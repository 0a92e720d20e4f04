import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import {
  isConsentChoice,
  type Preferences,
  readPreferences,
  type ToldConsent,
} from './preferences.ts'

/** What an event of a device says of consent. */
export type Carried = Preferences & {
  id: string
  kind: string
  at: Date
  receivedAt: Date
  url: string | null
  chosen: boolean
}
/** The nearest on either side of an event, nearest first. */
export type Around = { before: Carried[]; after: Carried[] }
type Place = { id: string; anonymousId: string | null; at: Date }

/** Events of the device that are looked at on each side. */
const nearest = 20

type Row = ToldConsent &
  Omit<Carried, 'preferences' | 'chosen'> & { key: string; side: keyof Around; name: string }

/** What devices said just before and after these events; what other devices say tells nothing of them. */
export const readAround = async (
  ctx: Context,
  places: readonly Place[],
): Promise<(id: string) => Around> => {
  const known = places.filter(({ anonymousId }) => anonymousId !== null)
  const around = new Map<string, Around>()
  const of = (id: string) => around.get(id) ?? { before: [], after: [] }
  if (known.length === 0) return of
  const side = (name: keyof Around) => sql`(
    select ${name}::text as side, e.id, e.kind, e.name, e.at, e.received_at as "receivedAt", e.context #>> '{page,url}' as url,
      e.context #> '{consent,categoryPreferences}' as "categoryPreferences",
      e.context -> 'consentManagement' as "consentManagement"
    from tracked_event e where e.workspace_id = ${ctx.workspaceId} and e.anonymous_id = w.device and e.id <> w.id
      and ${name === 'before' ? sql`e.at < w.at order by e.at desc` : sql`e.at > w.at order by e.at`} limit ${nearest})`
  const { rows } = await sql<Row>`
    select w.id as key, c.* from unnest(${known.map(({ id }) => id)}::uuid[],
      ${known.map(({ anonymousId }) => anonymousId)}::text[],
      ${known.map(({ at }) => at)}::timestamptz[]) as w (id, device, at)
    cross join lateral (${side('before')} union all ${side('after')}) c`.execute(ctx.db)
  for (const { key, side, categoryPreferences, consentManagement, ...event } of rows) {
    const said = readPreferences({ categoryPreferences, consentManagement })
    if (!said) continue
    const found = of(key)
    const carried = { ...event, ...said, chosen: isConsentChoice(event) }
    around.set(key, { ...found, [side]: [...found[side], carried] })
  }
  for (const { before, after } of around.values()) {
    before.sort((a, b) => b.at.getTime() - a.at.getTime())
    after.sort((a, b) => a.at.getTime() - b.at.getTime())
  }
  return of
}

const speaksOf = (category: string) => (one: Carried) => one.preferences[category] !== undefined

/** A page or screen that opens has what was chosen last; one that stays open may carry what was chosen before. */
export const isView = ({ kind }: { kind: string }) => kind === 'page' || kind === 'screen'

/**
 * Whether a yes that an event carries was chosen on its device since the view before: that one said no. Not where the
 * library sends an event of its own for choices, for that says it.
 */
export const wasChosen = (event: { kind: string }, category: string, { before }: Around) =>
  isView(event) &&
  !before.some(({ chosen }) => chosen) &&
  before.filter(isView).find(speaksOf(category))?.preferences[category] === false

/** What the device said next where it is the contrary of `yes`: told before this, it was no news then. */
export const turnedTo = (
  yes: boolean,
  category: string,
  { before, after }: Around,
): Carried | undefined => {
  if (yes) {
    const next = after.find(speaksOf(category))
    return next?.preferences[category] === false ? next : undefined
  }
  const tells = [...before, ...after].some(({ chosen }) => chosen)
  const next = after.filter((one) => (tells ? one.chosen : isView(one))).find(speaksOf(category))
  return next?.preferences[category] === true ? next : undefined
}

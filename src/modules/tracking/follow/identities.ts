import { sql } from 'kysely'
import { systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { resolveAllTracked, type TrackedFacts } from '../../customers/index.ts'
import { readPersonId } from '../ingest/person-id.ts'
import { readExternalIds } from './external-ids.ts'
import type { Place, TrackedRow } from './read-tracked.ts'

const remembered = 50_000
const freshMs = 10 * 60_000

/** Whose something is, and the record it came by, merged into theirs or not. */
export type Owner = { customerId: string; homeId: string }
type Past = Owner & { to: string }

export const factsOf = (row: TrackedRow): TrackedFacts => ({
  anonymousId: row.anonymousId ?? aliasOf(row),
  userId: row.userId ?? undefined,
  email: row.email ?? undefined,
  phone: row.phone ?? undefined,
  ids: row.externalIds ? readExternalIds(row.externalIds) : undefined,
  name: row.personName ?? undefined,
  locale: localeOf(row.locale),
})

/** An alias says which device became this user. One library sends the user's own id for both: that says nothing. */
const aliasOf = (row: TrackedRow) => {
  const previous = readPersonId(row.previousId)
  return previous !== row.userId && (previous?.length ?? 0) <= 200 ? previous : undefined
}

const localeOf = (locale: string | null) => /^(ja|en)\b/i.exec(locale ?? '')?.[1]?.toLowerCase()

/** Of all that `factsOf` looks at; no text of a database holds the sign between. */
const keyOf = (row: TrackedRow) =>
  [
    row.workspaceId,
    row.anonymousId,
    row.userId,
    row.email,
    row.phone,
    row.personName,
    localeOf(row.locale),
    row.previousId,
    row.externalIds && JSON.stringify(row.externalIds),
  ].join('\u0000')

/**
 * Tells customers which ids were seen together, once per combination in ten minutes: most events repeat one. In short
 * transactions of their own, since every change of who is who takes its turn on one lock; a repeat changes nothing.
 */
export const createIdentities = (services: Services) => {
  /** What was told → until when that need not be told again. */
  const known = new Map<string, number>()
  /** Device → who named themselves on it last: a shared one changes hands more often than ten minutes pass. */
  const holders = new Map<string, string>()

  /** Where this process was last; somewhere else, another has told of devices since. */
  let left: string | undefined
  const keyOfPlace = ({ tx, number }: Place) => `${tx} ${number}`

  const forget = () => {
    known.clear()
    holders.clear()
  }

  const isTold = (key: string) => (known.get(key) ?? 0) > Date.now()

  const remember = (key: string) => {
    known.delete(key)
    known.set(key, Date.now() + freshMs)
    if (known.size > remembered) known.delete(known.keys().next().value!)
  }

  /** Whether somebody else named themselves on the device before. */
  const changesHands = (row: TrackedRow) => {
    if (row.anonymousId === null) return false
    const device = `${row.workspaceId} ${row.anonymousId}`
    const person = row.userId ?? row.email ?? (row.phone || JSON.stringify(row.externalIds))
    const before = holders.get(device)
    holders.delete(device)
    holders.set(device, person)
    if (holders.size > remembered) holders.delete(holders.keys().next().value!)
    return before !== undefined && before !== person
  }

  const tellAll = async (news: readonly [string, TrackedRow][]) => {
    for (const [workspaceId, group] of Map.groupBy(news, ([, row]) => row.workspaceId)) {
      const ctx = systemContext(services, workspaceId, 'tracking')
      await resolveAllTracked(
        ctx,
        group.map(([, row]) => ({ ...factsOf(row), at: row.at })),
      )
      for (const [key] of group) remember(key)
    }
  }

  return {
    /** `from`, `to`: the place before these events, and behind them. */
    tell: async (rows: readonly TrackedRow[], from: Place, to: Place) => {
      if (left !== undefined && left !== keyOfPlace(from)) forget()
      const news: [string, TrackedRow][] = []
      const told = new Set<string>()
      for (const row of rows) {
        if (row.userId === null && row.email === null && !row.phone && !row.externalIds) continue
        const key = keyOf(row)
        const isNews = changesHands(row) || !(isTold(key) || told.has(key))
        if (!isNews) continue
        told.add(key)
        news.push([key, row])
      }
      try {
        await tellAll(news)
        left = keyOfPlace(to)
      } catch (error) {
        // They come again, in the same order, and must then look as new as they did.
        forget()
        throw error
      }
    },
  }
}

export type Identities = ReturnType<typeof createIdentities>

/** Customers of devices, for events that name nobody: whose it was when they happened. */
export const findDeviceOwners = async (db: Services['db'], rows: readonly TrackedRow[]) => {
  const named = rows.filter((row) => row.anonymousId !== null)
  if (named.length === 0) return () => undefined
  const found = await sql<Owner & { key: string; past: Past[] | null }>`
    select i.workspace_id || ' ' || i.value as key, i.customer_id as "customerId",
      coalesce(i.home_id, i.customer_id) as "homeId", (
      select jsonb_agg(jsonb_build_object('customerId', coalesce(c.root_id, c.id), 'homeId', c.id, 'to', p.valid_to)
        order by p.valid_to)
      from identifier_past p join customer c on c.workspace_id = p.workspace_id and c.id = p.customer_id
      where p.workspace_id = i.workspace_id and p.identifier_id = i.id) as past
    from (select distinct * from unnest(${named.map((row) => row.workspaceId)}::uuid[],
      ${named.map((row) => row.anonymousId)}::text[]) as x(workspace_id, value)) as wanted
    join identifier i on i.workspace_id = wanted.workspace_id and i.type = 'anonymous_id' and i.value = wanted.value`.execute(
    db,
  )
  const owners = new Map(found.rows.map((row) => [row.key, row]))
  return (row: TrackedRow): Owner | undefined => {
    const owner = owners.get(`${row.workspaceId} ${row.anonymousId}`)
    const past = owner?.past?.find(({ to }) => row.at.getTime() < Date.parse(to))
    return past ?? (owner?.customerId ? owner : undefined)
  }
}

import { sql } from 'kysely'
import { systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { resolveAllTracked, type TrackedFacts } from '../../customers/index.ts'
import { readPersonId } from '../ingest/person-id.ts'
import type { TrackedRow } from './read-tracked.ts'

const remembered = 50_000
const freshMs = 10 * 60_000

type Known = { customerId: string | undefined; until: number }

const factsOf = (row: TrackedRow): TrackedFacts => ({
  anonymousId: row.anonymousId ?? aliasOf(row),
  userId: row.userId ?? undefined,
  email: row.email ?? undefined,
  name: row.personName ?? undefined,
  locale: localeOf(row.locale),
})

/** An alias says which device became this user. One library sends the user's own id for both: that says nothing. */
const aliasOf = (row: TrackedRow) => {
  const previous = readPersonId(row.previousId)
  return previous !== row.userId && (previous?.length ?? 0) <= 200 ? previous : undefined
}

const localeOf = (locale: string | null) => /^(ja|en)\b/i.exec(locale ?? '')?.[1]?.toLowerCase()

const keyOf = (row: TrackedRow) => JSON.stringify([row.workspaceId, ...Object.values(factsOf(row))])

/**
 * Tells customers which ids were seen together, once per combination in ten minutes: most events repeat one. In short
 * transactions of their own, since every change of who is who takes its turn on one lock; a repeat changes nothing.
 */
export const createIdentities = (services: Services) => {
  const known = new Map<string, Known>()

  const recall = (key: string) => {
    const entry = known.get(key)
    return entry && entry.until > Date.now() ? entry : undefined
  }

  const remember = (key: string, customerId: string | undefined) => {
    known.delete(key)
    known.set(key, { customerId, until: Date.now() + freshMs })
    if (known.size > remembered) known.delete(known.keys().next().value!)
  }

  return {
    tell: async (rows: readonly TrackedRow[]) => {
      const news = new Map<string, TrackedRow>()
      for (const row of rows) {
        if (row.userId === null && row.email === null) continue
        const key = keyOf(row)
        if (!recall(key)) news.set(key, row)
      }
      for (const [workspaceId, group] of Map.groupBy(news, ([, row]) => row.workspaceId)) {
        const ctx = systemContext(services, workspaceId, 'tracking')
        const customers = await resolveAllTracked(
          ctx,
          group.map(([, row]) => factsOf(row)),
        )
        for (const [index, [key]] of group.entries()) remember(key, customers[index])
      }
    },
    /** Whose event this is, as far as `tell` has learned. */
    customerOf: (row: TrackedRow) => known.get(keyOf(row))?.customerId,
  }
}

export type Identities = ReturnType<typeof createIdentities>

/** Customers of devices, for events that name nobody: (workspace, anonymous id) → customer. */
export const findDeviceOwners = async (db: Services['db'], rows: readonly TrackedRow[]) => {
  const named = rows.filter((row) => row.anonymousId !== null)
  const found = await sql<{ key: string; customerId: string }>`
    select i.workspace_id || ' ' || i.value as key, i.customer_id as "customerId"
    from (select distinct * from unnest(${named.map((row) => row.workspaceId)}::uuid[],
      ${named.map((row) => row.anonymousId)}::text[]) as x(workspace_id, value)) as wanted
    join identifier i on i.workspace_id = wanted.workspace_id and i.type = 'anonymous_id' and i.value = wanted.value
    where i.customer_id is not null`.execute(db)
  const owners = new Map(found.rows.map((row) => [row.key, row.customerId]))
  return (row: TrackedRow) => owners.get(`${row.workspaceId} ${row.anonymousId}`)
}

import { sql } from 'kysely'
import { systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { filterErased } from '../../customers/index.ts'
import { readExternalIds } from './external-ids.ts'
import type { TrackedRow } from './read-tracked.ts'

/** Whom an event names; a device only where it names nobody, for it may be shared. */
const namesOf = (row: TrackedRow) => {
  const { userId, previousId, email, phone, externalIds, anonymousId, at } = row
  const people = [
    ...(userId ? [{ type: 'user_id', value: userId }] : []),
    // An alias may say that a new account is an old one.
    ...(previousId ? [{ type: 'user_id', value: previousId }] : []),
    ...(email ? [{ type: 'email', value: email }] : []),
    ...(phone ? [{ type: 'phone', value: phone }] : []),
    ...readExternalIds(externalIds),
  ]
  const named =
    people.length > 0 || !anonymousId ? people : [{ type: 'anonymous_id', value: anonymousId }]
  return named.map((one) => ({ ...one, at }))
}

/** Takes away what came in late of people who were erased; the others. A repeat finds nothing. */
export const dropErased = async (
  services: Services,
  rows: readonly TrackedRow[],
): Promise<TrackedRow[]> => {
  const gone = new Set<TrackedRow>()
  for (const [workspaceId, some] of Map.groupBy(rows, (row) => row.workspaceId)) {
    const ctx = systemContext(services, workspaceId, 'tracking')
    const names = some.flatMap((row) => namesOf(row).map((name) => ({ ...name, row })))
    for (const { row } of await filterErased(ctx, names)) gone.add(row)
  }
  if (gone.size > 0)
    await sql`delete from tracked_event using unnest(${[...gone].map((row) => row.tx)}::xid8[],
        ${[...gone].map((row) => row.number)}::bigint[]) as late (tx, number)
      where tracked_event.tx = late.tx and tracked_event.number = late.number`.execute(services.db)
  return rows.filter((row) => !gone.has(row))
}

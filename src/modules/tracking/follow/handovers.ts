import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'

type Device = { workspaceId: string; anonymousId: string }

/** When devices came into other hands: what follows is another person's visit, however soon it follows. */
export const readHandovers = async (db: Kysely<Database>, devices: readonly Device[]) => {
  const { rows } = await sql<Device & { at: Date }>`
    select i.workspace_id as "workspaceId", i.value as "anonymousId", p.valid_to as at
    from (select distinct * from unnest(${devices.map((one) => one.workspaceId)}::uuid[],
      ${devices.map((one) => one.anonymousId)}::text[]) as x(workspace_id, value)) d
    join identifier i on i.workspace_id = d.workspace_id and i.type = 'anonymous_id' and i.value = d.value
    join identifier_past p on p.workspace_id = i.workspace_id and p.identifier_id = i.id`.execute(
    db,
  )
  const times = Map.groupBy(rows, keyOf)
  /** Whether the device changed hands between two moments of it. */
  return (device: Device, one: number, other: number) =>
    times.get(keyOf(device))?.some(({ at }) => at.getTime() <= one !== at.getTime() <= other) ??
    false
}

export const keyOf = ({ workspaceId, anonymousId }: Device) => `${workspaceId} ${anonymousId}`

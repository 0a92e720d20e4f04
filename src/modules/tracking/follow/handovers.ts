import { type Kysely, sql } from 'kysely'
import { textArray } from '../../../foundation/server/database/binary-arrays.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'

type Device = { workspaceId: string; anonymousId: string }
/** A device with the first and last moment, in milliseconds, that matter of it. */
export type Spell = Device & { first: number; last: number }

/** When devices came into other hands: what follows is another person's visit, however soon it follows. */
export const readHandovers = async (db: Kysely<Database>, spells: readonly Spell[]) => {
  // Few devices ever change hands: those that did are looked at, not all that did something.
  const { rows } = await sql<Device & { at: Date }>`
    with past as materialized (
      select workspace_id, identifier_id, valid_to from identifier_past
      where workspace_id = any(${[...new Set(spells.map((one) => one.workspaceId))]}::uuid[])
        and valid_to between ${new Date(Math.min(...spells.map((one) => one.first)))}
          and ${new Date(Math.max(...spells.map((one) => one.last)))})
    select i.workspace_id as "workspaceId", i.value as "anonymousId", past.valid_to as at
    from past join identifier i on i.workspace_id = past.workspace_id and i.id = past.identifier_id
    where i.type = 'anonymous_id' and (i.value in (select unnest(${textArray(spells.map((one) => one.anonymousId))}::text[]))) is true`.execute(
    db,
  )
  const times = Map.groupBy(rows, keyOf)
  /** Whether the device changed hands between two moments of it. */
  return (device: Device, one: number, other: number) =>
    times.get(keyOf(device))?.some(({ at }) => at.getTime() <= one !== at.getTime() <= other) ??
    false
}

export const keyOf = ({ workspaceId, anonymousId }: Device) => `${workspaceId} ${anonymousId}`

import { sql } from 'kysely'
import { systemContext } from '../../../foundation/server/context.ts'
import { beginRecording, writeRecorded } from '../../../foundation/server/events/record.ts'
import { recallSigningKeys } from '../../../foundation/server/rotation/signing-keys.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { addErased, type Person } from '../../customers/index.ts'
import { noteErasure } from './begin-erasure.ts'
import { takeAway } from './erase-person.ts'
import { findReturned } from './find-returned.ts'
import { findLost } from './lost-tombstones.ts'

/**
 * Erases again, in the transaction that brings a backup back (`services.db`), whoever was erased after it was made, and
 * ends what it was in the middle of: nobody who was erased is there when it commits. How many people.
 */
export const eraseRestored = async (services: Services): Promise<number> => {
  const { db } = services
  await recallSigningKeys(db, services.seal)
  beginRecording(db)
  const lost = await findLost(services)
  // What was just loaded has no figures yet, and each question would walk whole tables.
  if (lost.size > 0) await sql.raw('analyze').execute(db)
  let count = 0
  for (const [workspaceId, tombstones] of lost) {
    const ctx = systemContext(services, workspaceId, 'restore')
    await addErased(ctx, tombstones)
    for (const person of await findReturned(ctx)) {
      await takeAway(ctx, await noteErasure(ctx, person, { counts: {} }), person)
      count += 1
    }
  }
  const { rows: begun } = await sql<{ id: string; workspaceId: string; person: Person }>`
    select id, workspace_id as "workspaceId", person from erasure where person is not null`.execute(
    db,
  )
  for (const { id, workspaceId, person } of begun) {
    await takeAway(systemContext(services, workspaceId, 'restore'), id, person)
    count += 1
  }
  await writeRecorded(db)
  return count
}

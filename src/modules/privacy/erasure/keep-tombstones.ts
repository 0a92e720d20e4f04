import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { enqueue } from '../../../foundation/server/jobs/jobs.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { addErased } from '../../customers/index.ts'
import { applyTombstones } from './apply-tombstones.ts'
import { findLost, findUnlisted } from './lost-tombstones.ts'
import { appendTombstones } from './tombstone-file.ts'

/** What the database knows stands in the file afterwards; before that nothing is erased. */
export const writeTombstones = async (services: Services) =>
  appendTombstones(services, await findUnlisted(services))

/**
 * Makes list and table tell the same. What only the list knows was erased after the backup that was restored: it is
 * erased again.
 */
export const keepTombstones = async (services: Services) => {
  for (const [workspaceId, tombstones] of await findLost(services)) {
    await inTransaction(systemContext(services, workspaceId, 'restore'), async (ctx) => {
      await addErased(ctx, tombstones)
      await enqueue(ctx, applyTombstones, {}, { key: `apply-tombstones:${workspaceId}` })
    })
    services.log.warn(
      { workspace: workspaceId, count: tombstones.length },
      'erased people came back with a restored backup; erasing them again',
    )
  }
  await writeTombstones(services)
}

import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { defineJob } from '../../../foundation/server/jobs/jobs.ts'
import { beginErasure } from './begin-erasure.ts'
import { findReturned } from './find-returned.ts'

/** Where a database came back by other means than `engawa restore`: whoever was erased since is erased again. */
export const applyTombstones = defineJob<Record<string, never>>({
  name: 'apply-tombstones',
  run: async ({ workspaceId }, { services }) => {
    const ctx = systemContext(services, workspaceId, 'restore')
    for (const person of await findReturned(ctx))
      await inTransaction(ctx, (ctx) => beginErasure(ctx, person, { counts: {} }))
  },
})

import type { Restored } from '../../foundation/server/module.ts'

/**
 * What waited to be sent when the backup was made has most likely been sent since, by the server that was backed up.
 * Put as interrupted in the act, its job finds that nobody knows, and the agent is asked instead of the customer
 * getting it twice.
 */
export const doubtWaiting: Restored = async (db) => {
  await db
    .updateTable('message')
    .set({ state: 'sending' })
    .where('direction', '=', 'out')
    .where('state', '=', 'queued')
    .execute()
}

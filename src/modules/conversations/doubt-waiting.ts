import type { Restored } from '../../foundation/server/module.ts'

/**
 * What waited to be sent when the backup was made has most likely been sent since, by the server that was backed up.
 * Put as handed over, its job finds that nobody knows, and the agent is asked instead of the customer
 * getting it twice.
 */
export const doubtWaiting: Restored = async (db) => {
  await db
    .updateTable('message')
    .set({ state: 'sending', handed_at: new Date() })
    .where('direction', '=', 'out')
    .where('state', 'in', ['queued', 'sending'])
    .execute()
}

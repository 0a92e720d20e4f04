import type { Restored } from '../../foundation/server/module.ts'
import { channelOf } from './channels.ts'
import { hasUnreadable } from './settings.ts'

/** Whoever looks at a connection after a restore sees that its secrets have to be entered again. */
export const markUnreadable: Restored = async (db, seal) => {
  const rows = await db
    .selectFrom('connection')
    .select(['workspace_id', 'id', 'channel', 'settings'])
    .where('removed_at', 'is', null)
    .where('state', '<>', 'paused')
    .execute()
  for (const row of rows) {
    if (!hasUnreadable(seal, channelOf(row.channel), row.settings as Record<string, unknown>))
      continue
    await db
      .updateTable('connection')
      .set({ state: 'failing', problem_code: 'secret.unreadable', problem_detail: null })
      .where('workspace_id', '=', row.workspace_id)
      .where('id', '=', row.id)
      .execute()
  }
}

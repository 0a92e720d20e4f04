import type { Rows } from './store-records.ts'

/** Says that so many more are done; whether to stop. */
export type Beat = (count: number) => Promise<boolean>

export const createBeat = ({ db, workspaceId }: Rows, signal?: AbortSignal): Beat => {
  let done = 0
  return async (count) => {
    done += count
    const row = await db
      .updateTable('match_search')
      .set({ done, beat_at: new Date() })
      .where('workspace_id', '=', workspaceId)
      .returning('state')
      .executeTakeFirst()
    return row?.state !== 'running' || signal?.aborted === true
  }
}

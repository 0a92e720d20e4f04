import type { Rows } from './store-records.ts'

/** Says that so many more are done; whether to stop. */
export type Beat = (count: number) => Promise<boolean>

/** More often than that nobody looks, and each is a commit. */
const everyMs = 500

export const createBeat = ({ db, workspaceId }: Rows, signal?: AbortSignal): Beat => {
  let done = 0
  let last = Number.NEGATIVE_INFINITY
  return async (count) => {
    done += count
    if (signal?.aborted) return true
    if (performance.now() - last < everyMs) return false
    last = performance.now()
    const row = await db
      .updateTable('match_search')
      .set({ done: Math.floor(done), beat_at: new Date() })
      .where('workspace_id', '=', workspaceId)
      .returning('state')
      .executeTakeFirst()
    return row?.state !== 'running'
  }
}

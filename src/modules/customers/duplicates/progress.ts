import type { Rows } from './store-records.ts'

/** How far a search of everybody is: what of it is written already, so that it can go on from there. */
export type Reached = {
  /** What is compared is kept of all up to this customer. */
  read?: string
  allRead?: boolean
  /** The pairs of all up to this customer are kept. */
  pairs?: string
  /** All keys before this one are kept, by their upper bits. */
  keys?: number
}
/** `position`: the log when it began; what changed since is compared by the search after it. */
export type Resume = Reached & {
  position: string
  schema: string
  total: number
  /** It was stopped before: whose keys were still to be written then nobody noted. */
  again?: boolean
}

/** One search of a workspace; no other has begun at the same time. `resume` of a search of everybody. */
export type Run = { startedAt: Date; done: number; total: number; resume?: Resume }

/** Says that so many more are done, and what is written by now; whether to stop. */
export type Beat = (count: number, reached?: Reached) => Promise<boolean>

/** More often than that nobody looks, and each is a commit. */
const everyMs = 500

export const createBeat = (
  { db, workspaceId }: Rows,
  run: Run,
  signal?: Pick<AbortSignal, 'aborted'>,
): Beat => {
  let { done, resume } = run
  let last = Number.NEGATIVE_INFINITY
  return async (count, reached) => {
    done = Math.min(run.total, done + count)
    if (resume && reached) resume = { ...resume, ...reached }
    const stops = signal?.aborted ?? false
    if (!stops && performance.now() - last < everyMs) return false
    last = performance.now()
    const row = await db
      .updateTable('match_search')
      .set({
        done: Math.floor(done),
        beat_at: new Date(),
        ...(resume && { resume: JSON.stringify(resume) }),
      })
      .where('workspace_id', '=', workspaceId)
      .where('started_at', '=', run.startedAt)
      .returning('state')
      .executeTakeFirst()
    return stops || row?.state !== 'running'
  }
}

const attendMs = 2000
/** Whoever was silent for longer was killed. */
export const silentSeconds = 30

/** Says that the search lives, however long one step of it takes; `signal` aborts when it was cancelled or taken over. */
export const attend = ({ db, workspaceId }: Rows, { startedAt }: Run) => {
  const lost = new AbortController()
  const look = async () => {
    const row = await db
      .updateTable('match_search')
      .set({ beat_at: new Date() })
      .where('workspace_id', '=', workspaceId)
      .where('started_at', '=', startedAt)
      .where('state', '=', 'running')
      .returning('state')
      .executeTakeFirst()
    if (!row) lost.abort()
  }
  // A database that is away is asked again.
  const timer = setInterval(() => void look().catch(() => undefined), attendMs)
  return { signal: lost.signal, stop: () => clearInterval(timer) }
}
